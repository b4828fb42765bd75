// The sessions of one port by their ids, and those of them whose messages wait for room in the journal. Sessions say
// themselves when they end. Loop thread only. Never touches what a session reads or writes.
#pragma once

#include "engine/broker/broker.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tapedeck {

template <typename S>
class PortSessions {
public:
    void add(S& session) { m_table->sessions.emplace(session.id(), &session); }
    void remove(S& session) { m_table->sessions.erase(session.id()); }
    S* find(uint64_t id) const { return m_table->find(id); } // null if there is none

    // Has session.roomCame() called when publishing may succeed again. If it may already, `now` gets the call to make.
    // Once the port is gone, such a call does nothing.
    template <typename Function>
    void waitForRoom(S& session, Broker& broker, const Function& now)
    {
        m_table->waiting.push_back(session.id());
        if (m_table->waiting.size() > 1)
            return;
        const std::function<void()> roomCame = [weak = std::weak_ptr<Table>(m_table)] {
            if (const auto table = weak.lock())
                table->roomCame();
        };
        if (!broker.waitForRoom(roomCame))
            now(roomCame);
    }

private:
    struct Table {
        std::unordered_map<uint64_t, S*> sessions;
        std::vector<uint64_t> waiting;

        S* find(uint64_t id) const
        {
            const auto found = sessions.find(id);
            return found == sessions.end() ? nullptr : found->second;
        }
        void roomCame()
        {
            for (const uint64_t id : std::exchange(waiting, {}))
                if (S* session = find(id))
                    session->roomCame();
        }
    };
    std::shared_ptr<Table> m_table = std::make_shared<Table>();
};

} // namespace tapedeck
