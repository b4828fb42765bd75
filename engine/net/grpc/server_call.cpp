#include "engine/net/grpc/server_call.h"

#include "engine/base/limits.h"
#include "engine/net/grpc/compression.h"
#include "engine/net/grpc/grpc_port.h"
#include "engine/net/grpc/grpc_session.h"

#include <utility>

namespace tapedeck::grpc {

namespace {

HeaderList head()
{
    return {
        {":status", "200"}, {"content-type", "application/grpc"}, {"grpc-accept-encoding", std::string(kEncodings)}};
}

HeaderList trailers(const CallStatus& status)
{
    HeaderList out{{"grpc-status", std::to_string(static_cast<unsigned>(status.code))}};
    if (!status.message.empty())
        out.emplace_back("grpc-message", encodeStatusMessage(status.message));
    return out;
}

} // namespace

ServerCall::ServerCall(GrpcSession& session, StreamId stream, Duration now)
    : m_session(session)
    , m_stream(stream)
    , m_reader(limits::kGrpcMessageBytesMax)
    , m_movedAt(now)
{
}

ServerCall::~ServerCall()
{
    m_part.reset(); // it may look at everything else
    noteEnded();
}

Broker& ServerCall::broker()
{
    return m_session.port().broker;
}

// ---------------------------------------------------------------------------------------------- request

void ServerCall::accept(Service& service, const Method& method, std::string encoding, std::optional<Duration> deadline)
{
    m_service = &service;
    m_method = &method;
    m_encoding = std::move(encoding);
    m_deadline = deadline;
    if (method.clientStreams)
        m_reader = MessageReader(limits::kGrpcStreamedBytesMax);
}

void ServerCall::onData(std::string_view bytes, Duration now)
{
    m_movedAt = now;
    if (m_ended)
        return;
    m_roomOwed += bytes.size();
    if (m_method->clientStreams)
        m_unread.append(bytes);
    else
        takeUnary(bytes);
}

void ServerCall::takeUnary(std::string_view bytes)
{
    while (!m_ended && !bytes.empty()) {
        const MessageReader::Progress progress = m_reader.next(bytes);
        bytes.remove_prefix(progress.consumed);
        if (progress.event == MessageReader::Event::needsMore)
            return;
        if (failOn(progress))
            return;
        if (m_hasMessage)
            return end({Code::internal, "grpc: more than one request message in a unary call"});
        // Unpacked when its turn has come: what many small requests unpack to must not lie there all at once.
        m_hasMessage = true;
        m_messagePacked = progress.compressed;
        m_message.assign(progress.message);
    }
}

// True when the call was ended because of it.
bool ServerCall::failOn(const MessageReader::Progress& progress)
{
    if (progress.event == MessageReader::Event::badFlag) {
        end({Code::internal, "grpc: received unexpected payload format " + std::to_string(progress.flag)});
        return true;
    }
    if (progress.event == MessageReader::Event::tooLarge) {
        const size_t most = m_method->clientStreams ? limits::kGrpcStreamedBytesMax : limits::kGrpcMessageBytesMax;
        end({Code::resourceExhausted,
            "grpc: received message larger than max (" + std::to_string(progress.length) + " vs. "
                + std::to_string(most) + ")"});
        return true;
    }
    if (progress.compressed && m_encoding.empty()) {
        end({Code::internal, "grpc: compressed flag set with identity or empty encoding"});
        return true;
    }
    return false;
}

// False when the call was ended because of it.
bool ServerCall::unpackInPlace(std::string& message)
{
    Result<std::string> unpacked = unpack(m_encoding, message, limits::kGrpcMessageBytesMax);
    if (!unpacked) {
        end(unpacked.error().code == ErrorCode::messageTooBig
                ? CallStatus{Code::resourceExhausted,
                    "grpc: received message after decompression larger than max ("
                        + std::to_string(limits::kGrpcMessageBytesMax) + ")"}
                : CallStatus{Code::internal, "grpc: failed to decompress the received message"});
        return false;
    }
    message = std::move(unpacked).value();
    return true;
}

void ServerCall::onRequestEnd()
{
    m_requestEnded = true;
    if (m_ended || m_method->clientStreams)
        return;
    if (m_reader.inMessage())
        end({Code::internal, "grpc: the request ended in the middle of a message"});
    else if (!m_hasMessage)
        end({Code::internal, "grpc: a unary call without a request message"});
}

std::optional<Duration> ServerCall::halfSince() const
{
    if (m_ended || m_requestEnded || !m_method || m_method->clientStreams)
        return std::nullopt;
    return m_movedAt;
}

// ---------------------------------------------------------------------------------------------- running

bool ServerCall::ready() const
{
    if (m_ended || !m_method)
        return false;
    return m_method->clientStreams ? !m_unread.empty() || m_requestEnded : m_hasMessage && m_requestEnded && !m_begun;
}

void ServerCall::run()
{
    if (m_method->clientStreams)
        return runStream();
    m_begun = true;
    if (m_messagePacked && !unpackInPlace(m_message))
        return;
    if (!m_method->serverStreams) {
        m_running = true;
        m_session.began();
    }
    handle(m_message);
    if (!m_waitsForRoom)
        std::string().swap(m_message);
}

void ServerCall::handle(std::string_view message)
{
    const NamespaceScope scope(broker(), m_namespace);
    m_method->onMessage(*m_service, *this, message);
}

void ServerCall::runStream()
{
    size_t read = 0;
    while (!m_ended && m_session.mayGoOn()) {
        const MessageReader::Progress progress = m_reader.next(std::string_view(m_unread).substr(read));
        read += progress.consumed;
        if (progress.event == MessageReader::Event::needsMore) {
            if (m_requestEnded && m_reader.inMessage())
                end({Code::internal, "grpc: the request ended in the middle of a message"});
            else if (m_requestEnded)
                end({});
            break;
        }
        if (failOn(progress))
            break;
        std::string message(progress.message);
        if (!progress.compressed || unpackInPlace(message))
            handle(message);
    }
    m_unread.erase(0, read);
    if (m_unread.empty() || m_ended)
        std::string().swap(m_unread);
    m_session.http2().giveRoom(m_stream, read);
    m_roomOwed -= read;
}

void ServerCall::retryWhenRoom()
{
    m_waitsForRoom = true;
    m_session.waitForRoom();
}

void ServerCall::roomCame()
{
    m_waitsForRoom = false;
    if (m_ended)
        return;
    handle(m_message);
    if (!m_waitsForRoom)
        std::string().swap(m_message);
}

// ---------------------------------------------------------------------------------------------- reply

void ServerCall::holdUntilKept()
{
    m_session.connection().holdUntil(broker().pendingGroup());
}

void ServerCall::send(std::string_view message)
{
    if (m_ended)
        return;
    if (!m_headSent)
        m_session.http2().begin(m_stream, head());
    m_headSent = true;
    m_session.http2().send(m_stream, prefixOf(message.size()));
    m_session.http2().send(m_stream, message);
    m_session.changed();
}

void ServerCall::end(const CallStatus& status)
{
    if (m_ended)
        return;
    if (m_headSent) {
        m_session.http2().end(m_stream, trailers(status));
    } else {
        HeaderList all = head();
        for (auto& trailer : trailers(status))
            all.push_back(std::move(trailer));
        m_session.http2().answer(m_stream, all);
    }
    noteEnded();
    m_session.changed();
}

void ServerCall::noteEnded()
{
    m_ended = true;
    if (std::exchange(m_running, false))
        m_session.finished();
}

void ServerCall::reply(std::string_view message)
{
    send(message);
    end({});
}

} // namespace tapedeck::grpc
