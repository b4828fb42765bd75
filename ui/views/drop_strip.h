// A small picture of when a queue dropped messages: a bar for each second that did, over the time they cover.
// GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QWidget>

namespace tapedeck {

class DropStrip : public QWidget {
    Q_OBJECT
public:
    explicit DropStrip(QWidget* parent = nullptr);
    void setDrops(const std::vector<SharedQueueView::Drops>& drops);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<SharedQueueView::Drops> m_drops;
};

} // namespace tapedeck
