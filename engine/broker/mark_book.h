// The marks of a broker: in memory for everybody to look at, and on their way to the tape.
// Loop thread only; the tape is written by the store's thread, several marks in one transaction when they come fast.
// Never shows a mark that the tape does not have.
#pragma once

#include "engine/broker/broker.h"
#include "engine/broker/store.h"

#include <functional>
#include <vector>

namespace tapedeck {

class MarkBook {
public:
    struct Hooks {
        std::function<bool(QueueNo, MessageId)> exists; // a message that can be read
        std::function<void(const Status&)> onFailed; // the tape could not be written
        std::function<void()> onIdle; // nothing is on its way any more
    };
    // `marks`: those of the tape, by queue and id. `store` outlives this.
    MarkBook(Store& store, std::vector<Mark> marks, Hooks hooks);

    Broker::Marks all() const { return m_marks; }
    // See Broker::setMark().
    void set(const Mark& mark, Callback<bool> done);
    // Their messages are gone.
    void dropBefore(QueueNo queue, MessageId first);
    // The tape forgets those of a queue together with the queue.
    void dropQueue(QueueNo queue);
    bool busy() const { return m_writing || !m_waiting.empty(); }

private:
    struct Change {
        Mark mark;
        Callback<bool> done; // null: nobody waits
    };
    void write();
    void written(std::vector<Change>& changes, const Status& status);
    size_t countWaiting() const;

    Store& m_store;
    Hooks m_hooks;
    Broker::Marks m_marks;
    std::vector<Change> m_waiting; // for the write that is on its way to end
    bool m_writing = false;
};

} // namespace tapedeck
