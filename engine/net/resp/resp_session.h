// One RESP connection: parses, finds the command in the table, executes it, and encodes the answers. Commands that wait
// (a long poll, a seek or read that needs the disk, a full journal) make the session busy: later commands of the
// connection wait behind it.
//
// Loop thread only.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/connection.h"
#include "engine/net/resp/command_table.h"
#include "engine/net/resp/parser.h"
#include "engine/net/resp/reply.h"
#include "engine/net/session.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {
class RespPort;
}

namespace tapedeck::resp {

// What a command that waits on the broker answers with.
using MessagesWriter = std::function<void(std::span<const MessageView>)>;

class RespSession final : public Session, private Receiver, private MessageSink {
public:
    RespSession(RespPort& port, Connection& connection);
    ~RespSession() override;

    // --- Session ---
    Progress onInput(std::string_view input) override;
    bool busy() const override { return m_wait != 0 || m_calls != 0 || m_waitsForRoom; }
    bool inRequest() const override { return m_parser.inRequest(); }
    size_t memoryBytes() const override { return m_parser.memoryBytes() + (m_transaction ? m_transaction->bytes : 0); }
    void onPeerClosed() override;
    void onDrain() override;

    // --- for the commands ---
    RespPort& port() { return m_port; }
    Broker& broker() { return m_broker; }
    Connection& connection() { return m_connection; }
    const Connection& connection() const { return m_connection; }
    uint64_t id() const { return m_id; }
    Reply reply() { return Reply(m_connection.output(), m_resp3); }
    bool resp3() const { return m_resp3; }
    void setResp3(bool on) { m_resp3 = on; }
    bool authenticated() const { return m_authenticated; }
    // Compares in constant time. False (and counted) when it is wrong.
    bool authenticate(std::string_view token);

    // SELECT: from now on names belong to the namespace with this prefix (engine/broker/namespaces.h).
    void enterNamespace(std::string prefix)
    {
        m_namespace = std::move(prefix);
        m_queue.reset();
    }

    // The queue of that name, or null. The last one is remembered, so a pipeline to one queue looks nothing up.
    QueueHandle* findQueue(std::string_view name)
    {
        if (m_queue && m_queue->name() == name && !m_queue->deleted())
            return m_queue.get();
        return lookUpQueue(name);
    }
    // The same, but answers QNF when there is none.
    QueueHandle* needQueue(std::string_view name)
    {
        QueueHandle* found = findQueue(name);
        if (!found)
            reply().error(errorQueueNotFound());
        return found;
    }
    void error(const Error& error);
    void error(std::string_view line) { reply().error(line); }

    // Publishes and says whether it was done; otherwise the error has been answered or the command is held back until
    // the journal has room. On success `first` is the first id.
    bool publish(QueueHandle& queue, std::span<const NewMessage> messages, MessageId& first);
    // Answers as HMGET does.
    void receive(QueueHandle& queue, ReceiveRequest request);
    // Reads without a channel; with a wait, until a message is there. `write` encodes the answer.
    void read(QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, MessagesWriter write);
    // A callback for one call of the broker that answers later: `done` is run unless the session has gone.
    template <typename T>
    Callback<T> whenDone(std::function<void(Result<T>)> done);

    // --- transactions ---
    void beginTransaction();
    void discardTransaction();
    void executeTransaction();
    bool queueing() const { return m_transaction && !m_executing; }
    // As after connecting: RESP2, no transaction, no name, not authenticated if a token is set.
    void resetState();

    // From the port.
    void roomCame();
    void pushMonitorLine(std::string_view line);

private:
    struct Transaction {
        std::vector<std::vector<std::string>> commands;
        size_t next = 0;
        size_t bytes = 0;
        bool broken = false; // a command was refused when it was queued
    };

    static std::string_view errorQueueNotFound();
    QueueHandle* lookUpQueue(std::string_view name);
    const Command* findCommand(std::string_view name);
    void execute(std::span<const std::string_view> arguments);
    bool permit(const Command* command, std::span<const std::string_view> arguments);
    void queueCommand(std::span<const std::string_view> arguments);
    void continueTransaction();
    bool answerParse(const ParseResult& result);
    void refuse(ParseError error);
    void setAuthenticated(bool on);
    void endWait(bool withAnswer);
    void wentOn();
    uint64_t beginCall();
    void endCall();

    // --- Receiver, MessageSink ---
    void onDeliveries(std::span<const DeliveredMessage> deliveries) override;
    void onNothing(bool timedOut) override;
    void onReceiveError(const Error& error) override;
    void onMessages(std::span<const MessageView> messages) override;
    void onReadError(const Error& error) override;
    void answered();

    RespPort& m_port;
    std::shared_ptr<RespPort*> m_portAlive;
    Broker& m_broker;
    Connection& m_connection;
    uint64_t m_id;
    Parser m_parser;
    std::string m_namespace; // prefix of its queues' whole names
    QueuePtr m_queue; // of that namespace
    const Command* m_command = nullptr; // the last one
    WaitId m_wait = 0;
    uint32_t m_calls = 0; // callbacks that are still to come
    MessagesWriter m_write;
    std::unique_ptr<Transaction> m_transaction;
    bool m_resp3 = false;
    bool m_authenticated = true;
    bool m_changed = false; // a command of this turn may have changed something
    bool m_published = false; // this turn, so it is not yet visible
    bool m_postponed = false; // the next command must see what has been published
    bool m_answered = false; // the broker answered before its call returned
    bool m_polling = false; // the wait is a receive
    bool m_pollWanted = false; // inside a transaction: the poll did not wait, but nothing is still nil
    bool m_waitsForRoom = false;
    bool m_executing = false;
};

template <typename T>
Callback<T> RespSession::whenDone(std::function<void(Result<T>)> done)
{
    const uint64_t session = beginCall();
    return [&port = m_port, session, done = std::move(done)](Result<T> result) {
        RespSession* self = findSession(port, session);
        if (!self)
            return;
        done(std::move(result));
        self->endCall();
    };
}

} // namespace tapedeck::resp
