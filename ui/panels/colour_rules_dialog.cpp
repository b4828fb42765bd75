#include "ui/panels/colour_rules_dialog.h"

#include "ui/models/mark_list.h"
#include "ui/models/plain_text.h"
#include "ui/views/mark_swatch.h"
#include "ui/views/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace tapedeck {

ColourRulesDialog::ColourRulesDialog(WindowContext& context, ColourRules& rules, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_kept(rules)
    , m_before(rules.rules())
    , m_rules(rules.rules())
    , m_list(new QListWidget(this))
    , m_filter(new QLineEdit(this))
    , m_colour(new QComboBox(this))
    , m_verdict(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Colour rules"));
    const auto button = [this](const QString& text, const char* icon, const QString& help) {
        auto* made = new QPushButton(themedIcon(QLatin1String(icon)), text, this);
        made->setToolTip(help);
        made->setAutoDefault(false);
        return made;
    };
    add = button(tr("&Add"), "add", tr("Add a rule; it begins with the filter that is applied now"));
    remove = button(tr("&Remove"), "delete", tr("Remove this rule"));
    up = button(tr("&Up"), "up", tr("Ask this rule earlier: the first one that matches colours the row"));
    down = button(tr("Do&wn"), "down", tr("Ask this rule later"));
    m_list->setAccessibleName(tr("Rules, in the order in which they are asked"));
    m_list->setToolTip(tr("The first rule that is on and matches colours the row"));
    m_filter->setMaxLength(static_cast<int>(4096));
    m_filter->setPlaceholderText(tr("json.total > 100 && key startswith \"k-\""));
    for (uint8_t colour = 1; colour <= kMarkColours; ++colour)
        m_colour->addItem(markSwatch(colour, palette(), fontMetrics()), MarkList::colourName(colour));
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setWordWrap(true);
    makeLayout();
    connect(m_list, &QListWidget::currentRowChanged, this, &ColourRulesDialog::refreshEditor);
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (m_filling)
            return;
        m_rules[static_cast<size_t>(m_list->row(item))].on = item->checkState() == Qt::Checked;
        apply();
    });
    connect(m_filter, &QLineEdit::textEdited, this, &ColourRulesDialog::apply);
    connect(m_colour, &QComboBox::activated, this, &ColourRulesDialog::apply);
    connect(add, &QPushButton::clicked, this, [this] {
        const auto colour = static_cast<uint8_t>(m_rules.size() % kMarkColours + 1);
        m_rules.push_back({m_context.filter.text(), colour, true});
        refreshList();
        m_list->setCurrentRow(static_cast<int>(m_rules.size()) - 1);
        apply();
        m_filter->setFocus();
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        m_rules.erase(m_rules.begin() + current());
        refreshList();
        m_kept.setRules(m_rules);
    });
    connect(up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(down, &QPushButton::clicked, this, [this] { move(1); });
    refreshList();
}

void ColourRulesDialog::makeLayout()
{
    auto* help = new QLabel(tr("The first rule whose filter matches colours the row. Only what rows show is looked at: "
                               "a body that is longer than its preview, headers and channels are not, and rules that "
                               "ask for them leave such rows as they are."),
        this);
    help->setTextFormat(Qt::PlainText);
    help->setWordWrap(true);
    auto* buttons = new QVBoxLayout;
    for (QPushButton* one : {add, remove, up, down})
        buttons->addWidget(one);
    buttons->addStretch();
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_list, 1);
    middle->addLayout(buttons);
    auto* form = new QFormLayout;
    form->addRow(tr("&Filter"), m_filter);
    form->addRow(tr("&Colour"), m_colour);
    auto* ends = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(ends, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(ends, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(help);
    layout->addLayout(middle, 1);
    layout->addLayout(form);
    layout->addWidget(m_verdict);
    layout->addWidget(ends);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 26);
}

int ColourRulesDialog::current() const
{
    return m_list->currentRow();
}

void ColourRulesDialog::paintItem(int row)
{
    const ColourRule& rule = m_rules[static_cast<size_t>(row)];
    QListWidgetItem* item = m_list->item(row);
    item->setText(rule.filter.isEmpty() ? tr("every message") : shownText(rule.filter.toStdString()));
    item->setIcon(markSwatch(rule.colour, palette(), fontMetrics()));
    item->setBackground(Colours::of(palette()).tint(rule.colour));
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(rule.on ? Qt::Checked : Qt::Unchecked);
}

void ColourRulesDialog::refreshList()
{
    const int row = current();
    m_filling = true;
    m_list->clear();
    for (size_t i = 0; i < m_rules.size(); ++i) {
        m_list->addItem(QString());
        paintItem(static_cast<int>(i));
    }
    m_list->setCurrentRow(std::min(std::max(row, 0), static_cast<int>(m_rules.size()) - 1));
    m_filling = false;
    refreshEditor();
}

void ColourRulesDialog::refreshEditor()
{
    const int row = current();
    const bool any = row >= 0;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_filter, m_colour, remove})
        widget->setEnabled(any);
    up->setEnabled(row > 0);
    down->setEnabled(any && row + 1 < static_cast<int>(m_rules.size()));
    add->setEnabled(m_rules.size() < ColourRules::kRulesMax);
    if (!any) {
        m_filter->clear();
        m_verdict->setText(m_rules.empty() ? tr("There are no rules yet.") : QString());
        return;
    }
    const ColourRule& rule = m_rules[static_cast<size_t>(row)];
    if (m_filter->text() != rule.filter)
        m_filter->setText(rule.filter);
    m_colour->setCurrentIndex(rule.colour - 1);
    const auto filter = Filter::parse(rule.filter.toStdString());
    m_verdict->setText(
        filter.ok() ? ColourRules::limitsOf(*filter) : QStringLiteral("\u2715 %1").arg(shownText(filter.error().text)));
}

// What the editor says is the current rule.
void ColourRulesDialog::apply()
{
    if (m_filling || current() < 0)
        return;
    ColourRule& rule = m_rules[static_cast<size_t>(current())];
    rule.filter = m_filter->text();
    rule.colour = static_cast<uint8_t>(m_colour->currentIndex() + 1);
    m_filling = true;
    paintItem(current());
    m_filling = false;
    refreshEditor();
    m_kept.setRules(m_rules);
}

void ColourRulesDialog::move(int by)
{
    const auto row = static_cast<size_t>(current());
    const size_t other = row + static_cast<size_t>(by);
    std::swap(m_rules[row], m_rules[other]);
    refreshList();
    m_list->setCurrentRow(static_cast<int>(other));
    m_kept.setRules(m_rules);
}

void ColourRulesDialog::accept()
{
    m_kept.save();
    QDialog::accept();
}

void ColourRulesDialog::reject()
{
    m_kept.setRules(m_before);
    QDialog::reject();
}

} // namespace tapedeck
