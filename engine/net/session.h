// What one protocol does with the bytes of one connection. The connection owns its session and calls it; the session
// answers by appending to the connection's output.
//
// Loop thread only. A session never touches the socket and never waits.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace tapedeck {

class Connection;

class Session {
public:
    virtual ~Session() = default;

    struct Progress {
        size_t consumed = 0; // bytes done with
        bool wantsInput =
            true; // false: stopped although more could be done (busy, or too much output): no need to read
    };
    // Executes what is complete in `input`, in order. What it does not consume is offered again, with more behind it.
    virtual Progress onInput(std::string_view input) = 0;
    // While true, onInput is not called; the session calls Connection::resume() when it can go on.
    virtual bool busy() const = 0;
    // True when part of a request has been consumed and the rest has not arrived.
    virtual bool inRequest() const { return false; }
    // While true, onRoom() is called in a turn of its own when the output is no longer over what one connection may
    // hold back.
    virtual bool wantsRoom() const { return false; }
    virtual void onRoom() { }
    // Bytes that it holds besides the connection's buffers; they count for the limit of all buffers.
    virtual size_t memoryBytes() const { return 0; }
    // The client will send nothing more (FIN): waits end with their empty answer, what has been received is still
    // answered.
    virtual void onPeerClosed() = 0;
    // The server is about to stop: waits end with their empty answer.
    virtual void onDrain() = 0;
};

// Makes the sessions of one port.
class SessionFactory {
public:
    virtual ~SessionFactory() = default;
    virtual std::unique_ptr<Session> makeSession(Connection& connection) = 0;
    virtual std::string_view protocol() const = 0; // "RESP"
};

} // namespace tapedeck
