// A flat table of values that a snapshot brings: clients, bindings, upstreams, exchanges. Rows keep their order and
// have a key; only what differs is announced, so that views keep their selection. GUI thread.
#pragma once

#include "ui/models/plain_text.h"

#include <QAbstractTableModel>
#include <QScopedValueRollback>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

namespace tapedeck {

template <typename Row>
class RowsModel : public QAbstractTableModel {
public:
    using Rows = std::shared_ptr<const std::vector<Row>>;
    // By which a proxy sorts.
    static constexpr int kSortRole = Qt::UserRole + 1;

    struct Column {
        QString title, toolTip; // of the header
        std::function<QString(const Row&)> text;
        std::function<QVariant(const Row&)> sort; // empty: the text
        bool number = false; // aligned to the right
        std::function<QString(const Row&)> description = {}; // for tooltips and screen readers; empty: the text
    };
    using SameKey = std::function<bool(const Row&, const Row&)>;

    // The columns before `firstLive` show the key and what never changes: a proxy that sorts by them has no work when
    // counters move.
    RowsModel(std::vector<Column> columns, int firstLive, SameKey sameKey, QObject* parent)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
        , m_firstLive(firstLive)
        , m_sameKey(std::move(sameKey))
        , m_rows(std::make_shared<const std::vector<Row>>())
    {
    }

    // `rows` is not null. The same object again costs nothing. From within a signal of this model nothing happens: who
    // refreshes because the selection went with its row would begin anew for ever.
    void setRows(Rows rows)
    {
        if (rows == m_rows || m_setting)
            return;
        const QScopedValueRollback<bool> setting(m_setting, true);
        const auto& before = *m_rows;
        const auto& now = *rows;
        const auto ends = std::mismatch(before.begin(), before.end(), now.begin(), now.end(), m_sameKey);
        const auto begun = static_cast<size_t>(ends.first - before.begin()); // rows that both begin with
        size_t ended = 0; // and, of the others, those that both end with
        while (ended < std::min(before.size(), now.size()) - begun
            && m_sameKey(before[before.size() - 1 - ended], now[now.size() - 1 - ended]))
            ++ended;
        const size_t removed = before.size() - begun - ended, added = now.size() - begun - ended;
        const int first = static_cast<int>(begun);
        if (removed > 0 && added > 0) {
            beginResetModel();
            m_rows = std::move(rows);
            endResetModel();
            return;
        }
        const Rows old = m_rows;
        if (removed > 0) {
            beginRemoveRows({}, first, first + static_cast<int>(removed) - 1);
            m_rows = std::move(rows);
            endRemoveRows();
        } else if (added > 0) {
            beginInsertRows({}, first, first + static_cast<int>(added) - 1);
            m_rows = std::move(rows);
            endInsertRows();
        } else {
            m_rows = std::move(rows);
        }
        announce(*old, begun, ended);
    }
    // Null for an invalid index.
    const Row* at(const QModelIndex& index) const
    {
        return index.isValid() && index.row() < rowCount() ? &(*m_rows)[static_cast<size_t>(index.row())] : nullptr;
    }
    const std::vector<Row>& rows() const { return *m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows->size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        const Row* row = at(index);
        if (!row || index.column() >= columnCount())
            return {};
        const Column& column = m_columns[static_cast<size_t>(index.column())];
        switch (role) {
        case Qt::DisplayRole:
            return column.text(*row);
        case Qt::ToolTipRole:
            return toolTipText(column.description ? column.description(*row) : column.text(*row));
        case Qt::AccessibleTextRole:
            return column.description ? column.description(*row)
                                      : QStringLiteral("%1: %2").arg(column.title, column.text(*row));
        case Qt::TextAlignmentRole:
            return static_cast<int>((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        case kSortRole:
            return column.sort ? column.sort(*row) : QVariant(column.text(*row));
        default:
            return {};
        }
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const Column& column = m_columns[static_cast<size_t>(section)];
        if (role == Qt::DisplayRole)
            return column.title;
        if (role == Qt::ToolTipRole && !column.toolTip.isEmpty())
            return toolTipText(column.toolTip);
        if (role == Qt::TextAlignmentRole)
            return static_cast<int>((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        return {};
    }
    Qt::ItemFlags flags(const QModelIndex& index) const override
    {
        return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
    }

private:
    // The rows that were there before and differ now: those before `begun`, and the last `ended`.
    void announce(const std::vector<Row>& before, size_t begun, size_t ended)
    {
        const std::vector<Row>& now = *m_rows;
        const auto range = [&](size_t from, size_t until, size_t offset) {
            while (from < until && now[from] == before[from + offset])
                ++from;
            while (until > from && now[until - 1] == before[until - 1 + offset])
                --until;
            if (from < until)
                Q_EMIT dataChanged(
                    index(static_cast<int>(from), m_firstLive), index(static_cast<int>(until) - 1, columnCount() - 1));
        };
        range(0, begun, 0);
        range(now.size() - ended, now.size(), before.size() - now.size());
    }

    const std::vector<Column> m_columns;
    const int m_firstLive;
    const SameKey m_sameKey;
    Rows m_rows;
    bool m_setting = false;
};

} // namespace tapedeck
