// MULTI, EXEC and DISCARD: the commands between are kept and then executed one after another. Redis client libraries
// wrap their pipelines into these. Nothing is rolled back, and other clients' commands may come between when one has to
// wait.
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"

namespace tapedeck::resp {

void RespSession::beginTransaction()
{
    if (m_transaction) {
        error("ERR MULTI calls can not be nested");
        return;
    }
    m_transaction = std::make_unique<Transaction>();
    reply().ok();
}

void RespSession::discardTransaction()
{
    if (!m_transaction) {
        error("ERR DISCARD without MULTI");
        return;
    }
    m_transaction.reset();
    reply().ok();
}

void RespSession::queueCommand(std::span<const std::string_view> arguments)
{
    size_t bytes = 0;
    for (const std::string_view argument : arguments)
        bytes += argument.size();
    m_transaction->bytes += bytes + arguments.size() * sizeof(std::string);
    if (m_transaction->bytes > limits::kRequestBytesMax) {
        m_transaction->broken = true;
        m_transaction->commands.clear();
        error(errors::kMessageTooBig);
        return;
    }
    m_transaction->commands.emplace_back(arguments.begin(), arguments.end());
    reply().status("QUEUED");
}

void RespSession::executeTransaction()
{
    if (!m_transaction) {
        error("ERR EXEC without MULTI");
        return;
    }
    if (m_transaction->broken) {
        m_transaction.reset();
        error("EXECABORT Transaction discarded because of previous errors.");
        return;
    }
    reply().array(m_transaction->commands.size());
    m_executing = true;
    continueTransaction();
}

void RespSession::continueTransaction()
{
    while (!busy() && !m_postponed && m_transaction->next < m_transaction->commands.size()) {
        const std::vector<std::string>& command = m_transaction->commands[m_transaction->next];
        const std::vector<std::string_view> arguments(command.begin(), command.end());
        execute(arguments);
        if (m_waitsForRoom || m_postponed)
            return; // the same command again later
        ++m_transaction->next;
    }
    if (!busy()) {
        m_transaction.reset();
        m_executing = false;
    }
}

void RespSession::resetState()
{
    m_transaction.reset();
    m_executing = false;
    m_resp3 = false;
    enterNamespace({});
    m_connection.info().name.clear();
    setAuthenticated(m_port.options().token.empty());
}

} // namespace tapedeck::resp
