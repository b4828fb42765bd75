// The marks of the snapshot, found by message: for the table, which asks for every row it paints, and for stepping from
// mark to mark. What the window has asked for counts as done until the snapshot has it or the engine has refused it: so
// keys that follow each other quickly see what the one before did. GUI thread. Changes nothing itself.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>

#include <map>
#include <utility>
#include <vector>

namespace tapedeck {

class MarkList : public QObject {
    Q_OBJECT
public:
    explicit MarkList(EngineClient& client, QObject* parent = nullptr);

    const std::vector<Mark>& all() const { return *m_marks; } // by queue and id
    // Null if it has neither mark nor note.
    const Mark* find(QueueNo queue, MessageId id) const;
    // The nearest one of the same queue after or before `id`; round and round. Null if the queue has none.
    const Mark* next(QueueNo queue, MessageId id, bool forward) const;
    // Were asked for. answered() must follow for each.
    void expect(const std::vector<Mark>& marks);
    void answered(const Mark& mark, bool kept);
    // What the colour is called; of 0: "none".
    static QString colourName(uint8_t colour);

Q_SIGNALS:
    void changed();

private:
    void refresh();

    EngineClient& m_client;
    Broker::Marks m_marks;
    struct Expected {
        Mark mark;
        bool kept = false;
    };
    std::map<std::pair<QueueNo, MessageId>, Expected> m_expected;
};

} // namespace tapedeck
