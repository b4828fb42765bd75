#include "engine/net/fq/fq_session.h"

#include "engine/net/connection.h"
#include "engine/net/fq/command_session.h"
#include "engine/net/fq/data_session.h"

namespace tapedeck::fq {

Session::Progress FqSession::onInput(std::string_view input)
{
    if (m_inner)
        return m_inner->onInput(input);
    if (input.size() < kMagicBytes)
        return {0, true};
    const ConnectionKind kind = classify(input);
    size_t consumed = kMagicBytes;
    switch (kind) {
    case ConnectionKind::command:
        m_inner = std::make_unique<CommandSession>(m_port, m_connection);
        break;
    case ConnectionKind::data:
    case ConnectionKind::peer:
    case ConnectionKind::oldPeer:
        m_inner = std::make_unique<DataSession>(m_port, m_connection, kind);
        break;
    case ConnectionKind::http:
        if (m_port.http()) {
            m_connection.info().protocol = "HTTP";
            m_inner = m_port.http()->makeSession(m_connection);
            consumed = 0; // they are the begin of the request
        }
        break;
    case ConnectionKind::unknown:
        break;
    }
    if (!m_inner) {
        m_connection.closeAfterOutput();
        return {input.size(), false};
    }
    const Progress rest = m_inner->onInput(input.substr(consumed));
    return {consumed + rest.consumed, rest.wantsInput};
}

void FqSession::onPeerClosed()
{
    if (m_inner)
        m_inner->onPeerClosed();
}

void FqSession::onDrain()
{
    if (m_inner)
        m_inner->onDrain();
}

} // namespace tapedeck::fq
