#include "ui/panels/command_palette.h"

#include "ui/models/fuzzy_match.h"
#include "ui/models/settings.h"
#include "ui/views/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tapedeck {

CommandPalette::CommandPalette(const ActionCatalogue& catalogue, QWidget* parent)
    : QDialog(parent)
    , m_catalogue(catalogue)
    , m_edit(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Run an action"));
    m_edit->setPlaceholderText(tr("Part of what is to be done"));
    m_edit->setAccessibleName(tr("Action to run"));
    m_edit->installEventFilter(this);
    m_list->setAccessibleName(tr("Actions"));
    m_list->setFocusPolicy(Qt::NoFocus); // the arrow keys reach it from the line above
    m_list->setColumnCount(2);
    m_list->setHeaderLabels({tr("Action"), tr("Keys")});
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 18);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QTreeWidget::itemActivated, this, &CommandPalette::run);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::run);
    m_edit->setFocus();
    search();
}

void CommandPalette::search()
{
    struct Found {
        const ActionCatalogue::Entry* entry;
        QString text;
        int score;
        qsizetype lately;
    };
    std::vector<Found> found;
    const QStringList lately = setting::kPalette.get();
    for (const ActionCatalogue::Entry* entry : m_catalogue.entries()) {
        if (!entry->action->isVisible() || entry->action->isSeparator())
            continue;
        const QString text = ActionCatalogue::fullText(*entry);
        const auto match = fuzzyMatch(m_edit->text(), text);
        const qsizetype place = entry->id.isEmpty() ? -1 : lately.indexOf(entry->id);
        if (match)
            found.push_back({entry, text, match->score, place < 0 ? lately.size() : place});
    }
    // What cannot be run goes behind what can; among equals the latest used is first, then the menus' order.
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        const bool x = a.entry->action->isEnabled(), y = b.entry->action->isEnabled();
        return x != y ? x : a.score != b.score ? a.score > b.score : a.lately < b.lately;
    });
    m_list->clear();
    m_hits.clear();
    const QIcon blank = blankIcon(*m_list); // so that all texts begin at the same place
    for (const Found& one : found) {
        if (static_cast<int>(m_hits.size()) == kShownMax)
            break;
        auto* item =
            new QTreeWidgetItem(m_list, {one.text, one.entry->action->shortcut().toString(QKeySequence::NativeText)});
        item->setIcon(0, one.entry->action->icon().isNull() ? blank : one.entry->action->icon());
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        if (one.entry->action->isCheckable())
            item->setData(0, Qt::AccessibleDescriptionRole, one.entry->action->isChecked() ? tr("on") : tr("off"));
        if (!one.entry->action->isEnabled())
            item->setDisabled(true);
        m_hits.emplace_back(one.entry->action);
    }
    if (!m_hits.empty())
        m_list->setCurrentItem(m_list->topLevelItem(0));
}

void CommandPalette::run()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row < 0)
        return;
    const QPointer<QAction> action = m_hits[static_cast<size_t>(row)];
    if (!action || !action->isEnabled())
        return;
    if (const auto* entry = m_catalogue.of(action); entry && !entry->id.isEmpty()) {
        QStringList lately = setting::kPalette.get();
        lately.removeAll(entry->id);
        lately.prepend(entry->id);
        setting::kPalette.set(lately.first(std::min<qsizetype>(lately.size(), setting::kPaletteMax)));
    }
    accept();
    // After this dialog has given the focus back: actions ask where it is.
    QTimer::singleShot(0, action, [action] { action->trigger(); });
}

// The keys that move in the list, while one types.
bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int page = std::max(1, m_list->viewport()->height() / std::max(1, m_list->sizeHintForRow(0)) - 1);
        int step = 0;
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
            step = 1;
            break;
        case Qt::Key_Up:
            step = -1;
            break;
        case Qt::Key_PageDown:
            step = page;
            break;
        case Qt::Key_PageUp:
            step = -page;
            break;
        default:
            break;
        }
        const int count = m_list->topLevelItemCount();
        if (step && count) {
            const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
            m_list->setCurrentItem(m_list->topLevelItem(std::clamp(row + step, 0, count - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace tapedeck
