#include "ui/panels/shortcut_dialog.h"

#include "ui/models/fuzzy_match.h"
#include "ui/views/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tapedeck {

static QString keysText(const QList<QKeySequence>& keys)
{
    return QKeySequence::listToString(keys, QKeySequence::NativeText);
}

ShortcutDialog::ShortcutDialog(ActionCatalogue& catalogue, const FixedKeys& fixed, QWidget* parent)
    : QDialog(parent)
    , m_catalogue(catalogue)
    , m_search(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
    , m_keys(new QKeySequenceEdit(this))
    , m_problem(new QLabel(this))
    , m_assign(new QPushButton(tr("&Assign"), this))
    , m_clear(new QPushButton(tr("&No keys"), this))
    , m_reset(new QPushButton(tr("&Default"), this))
    , m_resetAll(new QPushButton(tr("All &defaults"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keys"));
    m_search->setPlaceholderText(tr("Part of a name, or keys"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Actions and their keys"));
    m_list->setHeaderLabels({tr("Action"), tr("Keys"), tr("Default")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 22);
    auto* keysLabel = new QLabel(tr("&Keys:"), this);
    keysLabel->setBuddy(m_keys);
    m_keys->setAccessibleName(tr("New keys"));
    m_keys->setToolTip(tr("Press the keys that shall run the chosen action"));
    m_clear->setToolTip(tr("Only the menus run the chosen action"));
    m_reset->setToolTip(tr("The chosen action gets the keys it came with"));
    m_resetAll->setToolTip(tr("Every action gets the keys it came with"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->addWidget(keysLabel);
    row->addWidget(m_keys, 1);
    for (QPushButton* button : {m_assign, m_clear, m_reset}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_resetAll, QDialogButtonBox::ResetRole);
    m_resetAll->setAutoDefault(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addLayout(row);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutDialog::search);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutDialog::onChosen);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutDialog::onEdited);
    connect(m_assign, &QPushButton::clicked, this, [this] { assign({m_keys->keySequence()}); });
    connect(m_clear, &QPushButton::clicked, this, [this] { assign({}); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const auto* entry = m_catalogue.find(idOf(m_list->currentItem())))
            assign(entry->defaults);
    });
    connect(m_resetAll, &QPushButton::clicked, &catalogue, &ActionCatalogue::resetAll);
    connect(&catalogue, &ActionCatalogue::keysChanged, this, &ShortcutDialog::showKeys);
    fill(fixed);
    m_search->setFocus();
}

void ShortcutDialog::fill(const FixedKeys& fixed)
{
    const QIcon blank = blankIcon(*m_list); // so that all texts begin at the same place
    for (const ActionCatalogue::Entry* entry : m_catalogue.entries()) {
        if (entry->id.isEmpty())
            continue;
        auto* item = new QTreeWidgetItem(m_list, {ActionCatalogue::fullText(*entry)});
        item->setData(0, Qt::UserRole, entry->id);
        item->setIcon(0, entry->action->icon().isNull() ? blank : entry->action->icon());
    }
    for (const auto& [what, keys] : fixed)
        (new QTreeWidgetItem(m_list, {what, keys, tr("fixed")}))->setIcon(0, blank);
    showKeys();
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

QString ShortcutDialog::idOf(const QTreeWidgetItem* item) const
{
    return item ? item->data(0, Qt::UserRole).toString() : QString();
}

void ShortcutDialog::showKeys()
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_list->topLevelItem(i);
        const auto* entry = m_catalogue.find(idOf(item));
        if (!entry)
            continue;
        item->setText(1, keysText(entry->action->shortcuts()));
        item->setText(2, keysText(entry->defaults));
        QFont font = m_list->font();
        font.setBold(m_catalogue.changed(*entry)); // said by the third column, too
        item->setFont(1, font);
    }
    onChosen();
}

void ShortcutDialog::search()
{
    QTreeWidgetItem* first = nullptr;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_list->topLevelItem(i);
        const bool found = fuzzyMatch(m_search->text(), item->text(0))
            || item->text(1).contains(m_search->text(), Qt::CaseInsensitive);
        item->setHidden(!found);
        if (found && !first)
            first = item;
    }
    m_list->setCurrentItem(first);
}

bool ShortcutDialog::choose(const QString& id)
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        if (idOf(m_list->topLevelItem(i)) == id) {
            m_list->setCurrentItem(m_list->topLevelItem(i));
            return true;
        }
    return false;
}

void ShortcutDialog::onChosen()
{
    const auto* entry = m_catalogue.find(idOf(m_list->currentItem()));
    m_keys->setEnabled(entry);
    m_clear->setEnabled(entry && !entry->action->shortcuts().isEmpty());
    m_reset->setEnabled(entry && m_catalogue.changed(*entry));
    m_keys->setKeySequence(entry ? entry->action->shortcut() : QKeySequence());
    onEdited();
}

// Says beforehand why keys cannot be assigned.
void ShortcutDialog::onEdited()
{
    const auto* entry = m_catalogue.find(idOf(m_list->currentItem()));
    QString problem;
    const QKeySequence keys = m_keys->keySequence();
    if (entry && !keys.isEmpty())
        if (const auto others = m_catalogue.clashes(*entry, {keys}); !others.empty())
            problem = tr("%1 already runs \u201c%2\u201d. Take it away there first.")
                          .arg(keys.toString(QKeySequence::NativeText), ActionCatalogue::fullText(*others.front()));
    m_problem->setText(problem);
    m_assign->setEnabled(entry && !keys.isEmpty() && problem.isEmpty() && keys != entry->action->shortcut());
}

void ShortcutDialog::assign(const QList<QKeySequence>& keys)
{
    const auto* entry = m_catalogue.find(idOf(m_list->currentItem()));
    if (!entry || m_catalogue.setKeys(entry->id, keys))
        return;
    if (const auto others = m_catalogue.clashes(*entry, keys); !others.empty())
        m_problem->setText(tr("%1 already runs \u201c%2\u201d. Take it away there first.")
                               .arg(keysText(keys), ActionCatalogue::fullText(*others.front())));
}

} // namespace tapedeck
