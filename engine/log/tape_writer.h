// Writes a whole new tape from messages that are already numbered and dated: for copies that were changed on the way,
// and for recordings that come from files. Not for a broker: nothing goes through a live journal, and until finish()
// the file is of no use.
//
// One thread. Whoever fails or gives up removes the file (discard()).
#pragma once

#include "engine/log/tape.h"

#include <map>
#include <memory>
#include <string>

namespace tapedeck {

class TapeWriter {
public:
    // `path` must not exist. Errors: those of Tape::open, and invalidArgument when it exists.
    static Result<std::unique_ptr<TapeWriter>> create(const std::string& path);
    ~TapeWriter();

    // Its number, settings and name are kept; what its messages say (first, sealedEnd, lastTime) is found out, but
    // where it has none. Before its first message.
    void addQueue(StoredQueue queue);
    void addChannel(StoredChannel channel) { m_change.channels.push_back(std::move(channel)); }
    // Of a message that add() has written. With the first one the tape becomes one of version 2.
    void addMark(Mark mark) { m_change.marks.push_back(std::move(mark)); }
    // `message.id` is the one after the queue's last; only before the first message and after a hole in the original
    // may it be greater. Times never go back. Errors: damaged (they do), and those of Tape::apply.
    Status add(QueueNo queue, const MessageView& message);
    // Writes what is left and closes. Errors: those of Tape::apply, io.
    Status finish();
    void discard();

private:
    struct Open {
        StoredQueue row;
        bool any = false;
        std::string bytes; // of the run that grows
        Run run; // without its bytes
        Time last;
    };
    TapeWriter() = default;
    Status pack(Open& queue);
    Status apply();

    std::string m_path;
    std::unique_ptr<TapeLock> m_lock;
    std::unique_ptr<Tape> m_tape;
    std::map<uint32_t, Open> m_queues;
    TapeChange m_change;
    size_t m_waiting = 0; // packed bytes in m_change
};

} // namespace tapedeck
