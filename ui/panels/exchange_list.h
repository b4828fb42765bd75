// The list of exchanges, below the queues. Choosing one sets Current; hides itself while there are none. GUI thread.
#pragma once

#include "ui/models/exchange_models.h"
#include "ui/models/message_drag.h"
#include "ui/models/window_context.h"

#include <QWidget>

class QTreeView;

namespace tapedeck {

class ExchangeList : public QWidget {
    Q_OBJECT
public:
    ExchangeList(WindowContext& context, QWidget* parent = nullptr);
    QTreeView* tree() const { return m_tree; }
    // Only exchanges whose name contains `text`.
    void setFilter(const QString& text);

Q_SIGNALS:
    void messagesDropped(const tapedeck::DraggedMessages& messages, const std::string& exchange, bool move);
    void menuRequested(const QPoint& globalAt); // for the current exchange

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void choose(const QModelIndex& index);
    void followCurrent();

    WindowContext& m_context;
    ExchangeModel* m_model;
    QTreeView* m_tree;
    QString m_filter;
    bool m_following = false;
};

} // namespace tapedeck
