// The owner of a socket in the event loop's set, as that set knows it.
#pragma once

#include <cstdint>

namespace tapedeck {

class WatchedSocket {
public:
    explicit WatchedSocket(int descriptor)
        : fd(descriptor)
    {
    }
    // Something that is wanted has come. An error or a hang-up counts as everything that is wanted.
    virtual void onSocket(bool readable, bool writable) = 0;

    const int fd;

protected:
    ~WatchedSocket() = default;

private:
    friend class SocketPoll;
    bool m_wantsRead = false;
    bool m_wantsWrite = false;
    uint32_t m_registered = 0; // what the system has been told, in epoll's words; 0 = not in the set
};

} // namespace tapedeck
