// What the inspector does with one field of a message, and how its tree and its bytes follow each other.
#include "ui/panels/inspector_panel.h"

#include "ui/models/json_tree_model.h"
#include "ui/models/plain_text.h"
#include "ui/panels/body_copy.h"
#include "ui/views/hex_view.h"
#include "ui/views/text_view.h"
#include "ui/views/theme.h"
#include "ui/views/value_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QTableWidget>
#include <QTreeView>

namespace tapedeck {

void InspectorPanel::makeFieldActions()
{
    const auto add = [this](const QString& text, const char* icon, const QString& toolTip, auto run) {
        auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    copyValue = add(tr("Copy &value"), "copy", {}, [this] { copyCurrentValue(); });
    copyValue->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    copyValue->setToolTip(tr("Copy value (%1)").arg(copyValue->shortcut().toString(QKeySequence::NativeText)));
    copyPath =
        add(tr("Copy &path"), "copy", tr("Copy where the field is: $.items[0].id"), [this] { copyCurrentPath(); });
    filterBy = add(tr("Filter by this"), "search", tr("Show only messages with this value in this field"),
        [this] { filterByCurrent(false); });
    exclude = add(tr("Exclude this"), "search", tr("Hide messages with this value in this field"),
        [this] { filterByCurrent(true); });
    plot = add(tr("P&lot over time"), "clock", tr("Draw the numbers in this field over the messages before this one"),
        [this] { Q_EMIT plotRequested(m_model->steps(m_tree->currentIndex()), m_decoded.steps); });
    showAsColumn = add(tr("Show as column"), "add", tr("A column of the table for this field of every message"),
        [this] { Q_EMIT columnRequested(currentField()); });
}

void InspectorPanel::copyCurrentValue()
{
    if (view() == headersView) {
        const int row = m_headers->currentRow();
        if (row >= 0)
            copyBytes(m_message.headers[static_cast<size_t>(row)].second);
    } else if (m_text->hasSelection() && view() == textView) {
        m_text->copySelection();
    } else if (m_tree->currentIndex().isValid()) {
        copyBytes(m_model->plainValue(m_tree->currentIndex()));
        m_context.messages.say(tr("Copied %1.").arg(m_model->path(m_tree->currentIndex())));
    }
}

void InspectorPanel::copyCurrentPath()
{
    if (view() == headersView && m_headers->currentRow() >= 0)
        QGuiApplication::clipboard()->setText(
            FilterSetting::headerName(m_message.headers[static_cast<size_t>(m_headers->currentRow())].first));
    else
        QGuiApplication::clipboard()->setText(m_model->path(m_tree->currentIndex()));
}

QString InspectorPanel::currentField() const
{
    if (view() == headersView) {
        const int row = m_headers->currentRow();
        if (row < 0 || row >= static_cast<int>(m_message.headers.size()))
            return {};
        return FilterSetting::headerName(m_message.headers[static_cast<size_t>(row)].first);
    }
    // A filter reads bodies as they are: it looks into nothing that is packed, and knows no XML.
    const QModelIndex index = m_tree->currentIndex();
    if (!index.isValid() || m_decoded.steps.size() != 1 || !m_model->note(index).isEmpty())
        return {};
    const Codec codec = m_decoded.steps.front();
    if (codec != Codec::json && codec != Codec::messagePack && codec != Codec::cbor)
        return {};
    QString path = FilterSetting::jsonPath(m_model->steps(index));
    if (codec != Codec::json)
        path.replace(0, 4, codec == Codec::cbor ? QStringLiteral("cbor") : QStringLiteral("msgpack"));
    return path;
}

QString InspectorPanel::currentTerm() const
{
    const QString path = currentField();
    if (path.isEmpty())
        return {};
    if (view() == headersView) // the field is that of a row
        return QStringLiteral("%1 == %2")
            .arg(path, FilterSetting::quoted(m_message.headers[static_cast<size_t>(m_headers->currentRow())].second));
    const QModelIndex index = m_tree->currentIndex();
    switch (m_model->kind(index)) {
    case JsonKind::string:
        return QStringLiteral("%1 == %2").arg(path, FilterSetting::quoted(m_model->plainValue(index)));
    case JsonKind::number:
    case JsonKind::boolean:
    case JsonKind::null:
        return QStringLiteral("%1 == %2").arg(path, QString::fromStdString(m_model->rawValue(index)));
    default:
        return {};
    }
}

void InspectorPanel::filterByCurrent(bool excluded)
{
    const QString term = currentTerm();
    if (term.isEmpty())
        return;
    if (excluded)
        m_context.filter.exclude(term);
    else
        m_context.filter.narrow(term);
    if (m_context.filter.error().isEmpty())
        m_context.messages.say(tr("Filter: %1").arg(m_context.filter.text()));
    else
        m_context.messages.fail(m_context.filter.error());
}

void InspectorPanel::refreshFieldActions()
{
    const bool inHeaders = view() == headersView && m_headers->currentRow() >= 0;
    const QModelIndex index = m_tree->currentIndex();
    const bool inTree = view() != headersView && index.isValid();
    copyValue->setEnabled(inHeaders || inTree || (view() == headersView && m_headers->rowCount() > 0));
    copyPath->setEnabled(inHeaders || inTree);
    const bool term = !currentTerm().isEmpty();
    filterBy->setEnabled(term);
    exclude->setEnabled(term);
    showAsColumn->setEnabled(!currentField().isEmpty());
    plot->setEnabled(inTree && m_model->kind(index) == JsonKind::number);
}

void InspectorPanel::onTreeCurrent(const QModelIndex& index)
{
    const QString path = index.isValid() ? m_model->path(index) : QString();
    m_path->setText(path);
    m_path->setToolTip(toolTipText(path));
    refreshFieldActions();
    const auto [begin, end] = m_model->range(index);
    if (begin != end && !m_linking)
        m_hex->mark(begin, end); // the same bytes in the other view
}

void InspectorPanel::onHexMarked()
{
    if (!m_decoded.hasTree || m_hex->markBegin() == m_hex->markEnd())
        return;
    const QModelIndex index = m_model->indexAt(m_hex->markBegin());
    if (!index.isValid())
        return;
    m_linking = true;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
    m_linking = false;
}

void InspectorPanel::showValues()
{
    if (view() != hexView)
        return;
    const size_t begin = m_hex->markBegin();
    const std::string_view all = m_hex->bytes();
    const size_t marked = m_hex->markEnd() - begin;
    m_values->setBytes(marked == 0 ? std::string_view() : all.substr(begin), marked, m_context.zone.zone());
}

} // namespace tapedeck
