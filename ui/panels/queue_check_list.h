// Some of the queues, each with a box to tick. Names are plain text; the list is that of its making and does not
// change under the user's hand. GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QListWidget>

#include <vector>

namespace tapedeck {

class QueueCheckList : public QListWidget {
    Q_OBJECT
public:
    QueueCheckList(const Snapshot& now, const std::vector<QueueNo>& ticked, QWidget* parent);

    std::vector<QueueNo> ticked() const;

Q_SIGNALS:
    void tickedChanged();
};

} // namespace tapedeck
