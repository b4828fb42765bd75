#include "engine/net/http/websocket_stream.h"

#include "engine/base/limits.h"
#include "engine/net/http/frame_meter.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/http_session.h"
#include "engine/net/loop_core.h"
#include "engine/net/reactor.h"

#include <boost/asio/bind_executor.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <chrono>
#include <deque>

namespace tapedeck::http {

namespace beast = boost::beast;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto kCloseTimeout = std::chrono::seconds(5);
constexpr auto kIdleTimeout = std::chrono::seconds(60); // a ping half way, so a dead peer is noticed

// Both ends of the pipe between the connection and Beast. Shared with the operations that Beast has pending.
struct Pipe {
    explicit Pipe(IoContext& ioContext)
        : io(ioContext)
    {
    }
    // A read of Beast's that waits for bytes; its handler's type is unknown here.
    struct PendingRead {
        virtual ~PendingRead() = default;
        virtual size_t fill(std::string_view bytes) = 0; // returns how many were taken
        virtual void complete(error_code error) = 0; // once, from the loop
    };

    void startRead(std::unique_ptr<PendingRead> read)
    {
        pending = std::move(read);
        serveRead();
    }
    void feed(std::string_view bytes)
    {
        incoming.append(bytes);
        serveRead();
    }
    void serveRead()
    {
        if (!pending || (incoming.empty() && !ended))
            return;
        std::unique_ptr<PendingRead> read = std::move(pending);
        error_code error;
        if (incoming.empty())
            error = asio::error::eof;
        else
            incoming.consume(read->fill(incoming.view()));
        read->complete(error);
    }
    void end()
    {
        ended = true;
        serveRead();
    }

    IoContext& io;
    Buffer incoming;
    std::unique_ptr<PendingRead> pending;
    HttpSession* session = nullptr; // null once it has gone: output is thrown away
    bool ended = false;
};

// The stream that Beast reads from and writes to.
class PipeStream {
public:
    using executor_type = IoContext::executor_type;
    explicit PipeStream(std::shared_ptr<Pipe> pipe)
        : m_pipe(std::move(pipe))
    {
    }
    executor_type get_executor() { return m_pipe->io.get_executor(); }
    Pipe& pipe() { return *m_pipe; }

    template <class Buffers, class Handler>
    auto async_read_some(const Buffers& buffers, Handler&& handler)
    {
        return asio::async_initiate<Handler, void(error_code, size_t)>(
            [pipe = m_pipe](auto&& completion, const Buffers& target) {
                using Completion = std::decay_t<decltype(completion)>;
                struct Read final : Pipe::PendingRead {
                    Read(Completion&& c, const Buffers& b, IoContext& ioContext)
                        : completion(std::move(c))
                        , buffers(b)
                        , io(ioContext)
                    {
                    }
                    size_t fill(std::string_view bytes) override
                    {
                        count = asio::buffer_copy(buffers, asio::const_buffer(bytes.data(), bytes.size()));
                        return count;
                    }
                    void complete(error_code error) override
                    {
                        asio::post(io, beast::bind_front_handler(std::move(completion), error, count));
                    }
                    Completion completion;
                    Buffers buffers;
                    IoContext& io;
                    size_t count = 0;
                };
                pipe->startRead(std::make_unique<Read>(std::move(completion), target, pipe->io));
            },
            handler, buffers);
    }

    template <class Buffers, class Handler>
    auto async_write_some(const Buffers& buffers, Handler&& handler)
    {
        return asio::async_initiate<Handler, void(error_code, size_t)>(
            [pipe = m_pipe](auto&& completion, const Buffers& source) {
                size_t count = 0;
                for (const asio::const_buffer part : beast::buffers_range_ref(source)) {
                    if (pipe->session)
                        pipe->session->write({static_cast<const char*>(part.data()), part.size()});
                    count += part.size();
                }
                if (pipe->session)
                    pipe->session->connection().touch();
                asio::post(pipe->io,
                    beast::bind_front_handler(std::forward<decltype(completion)>(completion), error_code(), count));
            },
            handler, buffers);
    }

    // Beast asks for these too, but only the asynchronous ones are used.
    template <class Buffers>
    size_t read_some(const Buffers&, error_code& error)
    {
        error = asio::error::operation_not_supported;
        return 0;
    }
    template <class Buffers>
    size_t write_some(const Buffers&, error_code& error)
    {
        error = asio::error::operation_not_supported;
        return 0;
    }

private:
    std::shared_ptr<Pipe> m_pipe;
};

template <class Handler>
void async_teardown(beast::role_type, PipeStream& stream, Handler&& handler)
{
    asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), error_code()));
}

void beast_close_socket(PipeStream& stream)
{
    if (stream.pipe().session)
        stream.pipe().session->connection().closeAfterOutput();
}

// Lives as long as one of its operations is pending; the session holds it through Handle.
class Engine final : public std::enable_shared_from_this<Engine> {
public:
    Engine(HttpSession& session, std::unique_ptr<WebSocketHandler> handler)
        : m_core(session.port().reactor.core())
        , m_pipe(std::make_shared<Pipe>(m_core.io))
        , m_stream(m_pipe)
        , m_handler(std::move(handler))
    {
        m_pipe->session = &session;
        m_stream.read_message_max(limits::kWebSocketMessageBytesMax);
        m_stream.set_option(beast::websocket::stream_base::timeout{kCloseTimeout, kIdleTimeout, true});
        m_stream.auto_fragment(false);
    }

    void accept(const Request& request, std::string_view headers, WebSocket& socket);
    void feed(std::string_view bytes);
    void send(std::string_view bytes, bool isText);
    void close(unsigned code, std::string_view reason);
    bool full() const { return unsentBytes() > limits::kStreamAheadBytes; }
    size_t unsentBytes() const;
    void onRoom()
    {
        if (m_handler)
            m_handler->onRoom();
    }
    void onDrain();
    void end() { m_pipe->end(); }
    // The session goes.
    void detach();
    size_t memoryBytes() const { return m_pipe->incoming.capacity() + m_buffer.capacity() + m_outgoingBytes; }

private:
    struct Outgoing {
        std::string bytes;
        bool isText = false;
        bool isClose = false;
        beast::websocket::close_reason reason;
    };
    void read();
    void onRead(error_code error);
    void writeNext();
    void onWritten(error_code error);
    void fail();
    HttpSession* session() { return m_pipe->session; }
    // A completion handler that begins a turn and keeps the engine.
    template <typename Fn>
    auto handler(Fn fn)
    {
        return [self = shared_from_this(), fn](const error_code& error, auto&&...) {
            self->m_core.enterTurn();
            fn(*self, error);
        };
    }

    LoopCore& m_core;
    std::shared_ptr<Pipe> m_pipe;
    beast::websocket::stream<PipeStream> m_stream;
    std::unique_ptr<WebSocketHandler> m_handler;
    beast::flat_buffer m_buffer;
    FrameMeter m_meter;
    std::deque<Outgoing> m_outgoing;
    size_t m_outgoingBytes = 0;
    bool m_open = false;
    bool m_writing = false;
    bool m_closing = false;
};

void Engine::accept(const Request& request, std::string_view headers, WebSocket& socket)
{
    beast::http::request<beast::http::empty_body> handshake;
    handshake.method(beast::http::verb::get);
    handshake.target(request.target);
    handshake.version(11);
    for (const auto& [name, value] : request.headers) {
        // Versions 7 and 8 were drafts with the same frames; clients of their time still ask for them.
        const bool draft = equalsIgnoringCase(name, "Sec-WebSocket-Version") && (value == "7" || value == "8");
        handshake.insert(name, draft ? "13" : value);
    }
    m_stream.set_option(beast::websocket::stream_base::decorator(
        [extra = std::string(headers)](beast::websocket::response_type& response) {
            std::string_view left = extra;
            while (!left.empty()) {
                const size_t end = left.find("\r\n");
                const std::string_view line = left.substr(0, end);
                const size_t colon = line.find(": ");
                if (colon != std::string_view::npos)
                    response.insert(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
                left = end == std::string_view::npos ? std::string_view{} : left.substr(end + 2);
            }
            response.set(beast::http::field::server, "Tapedeck");
        }));
    m_stream.async_accept(handshake, handler([&socket](Engine& self, error_code error) {
        if (error) {
            self.fail();
            return;
        }
        if (!self.m_handler)
            return;
        self.m_open = true;
        self.m_handler->onOpen(socket);
        self.read();
        self.writeNext();
    }));
}

void Engine::feed(std::string_view bytes)
{
    if (!m_meter.pass(bytes)) {
        close(beast::websocket::close_code::too_big, "frame or message too large");
        // What comes after it is not looked at, so no answer to the closing is waited for.
        asio::post(m_core.io, [self = shared_from_this()] {
            self->m_core.enterTurn();
            self->m_pipe->end();
        });
        return;
    }
    m_pipe->feed(bytes);
}

void Engine::read()
{
    m_stream.async_read(m_buffer, handler([](Engine& self, error_code error) { self.onRead(error); }));
}

void Engine::onRead(error_code error)
{
    if (error) {
        fail();
        return;
    }
    if (m_handler) {
        const auto data = m_buffer.data();
        m_handler->onMessage({static_cast<const char*>(data.data()), data.size()}, m_stream.got_text());
    }
    m_buffer.consume(m_buffer.size());
    read();
}

void Engine::send(std::string_view bytes, bool isText)
{
    if (m_closing || !m_handler)
        return;
    m_outgoing.push_back({std::string(bytes), isText, false, {}});
    m_outgoingBytes += bytes.size();
    writeNext();
    if (full() && session())
        session()->setWantsRoom();
}

void Engine::close(unsigned code, std::string_view reason)
{
    if (std::exchange(m_closing, true))
        return;
    Outgoing closing;
    closing.isClose = true;
    closing.reason = beast::websocket::close_reason(static_cast<beast::websocket::close_code>(code),
        beast::string_view(reason.data(), std::min<size_t>(reason.size(), 120)));
    m_outgoing.push_back(std::move(closing));
    writeNext();
}

void Engine::writeNext()
{
    if (!m_open || m_writing || m_outgoing.empty())
        return;
    m_writing = true;
    const Outgoing& next = m_outgoing.front();
    auto done = handler([](Engine& self, error_code error) { self.onWritten(error); });
    if (next.isClose) {
        m_stream.async_close(next.reason, std::move(done));
        return;
    }
    m_stream.text(next.isText);
    m_stream.async_write(asio::const_buffer(next.bytes.data(), next.bytes.size()), std::move(done));
}

void Engine::onWritten(error_code error)
{
    m_writing = false;
    const bool wasClose = m_outgoing.front().isClose;
    m_outgoingBytes -= m_outgoing.front().bytes.size();
    m_outgoing.pop_front();
    if (session())
        session()->connection().touch();
    if (error || wasClose)
        fail();
    else
        writeNext();
}

// The WebSocket has ended, in good order or not.
void Engine::fail()
{
    m_open = false;
    m_closing = true;
    if (session())
        session()->connection().closeAfterOutput();
}

size_t Engine::unsentBytes() const
{
    return m_outgoingBytes + (m_pipe->session ? m_pipe->session->connection().output().size() : 0);
}

void Engine::onDrain()
{
    if (m_handler)
        m_handler->onDrain();
    close(beast::websocket::close_code::going_away, "the server stops");
}

void Engine::detach()
{
    m_pipe->session = nullptr;
    m_handler.reset();
    m_outgoing.resize(m_writing ? 1 : 0);
    // Ends what is pending with an error.
    m_pipe->end();
}

// What the session owns.
class Handle final : public WebSocketStream {
public:
    explicit Handle(std::shared_ptr<Engine> engine)
        : m_engine(std::move(engine))
    {
    }
    ~Handle() override { m_engine->detach(); }
    void sendText(std::string_view text) override { m_engine->send(text, true); }
    void sendBinary(std::string_view bytes) override { m_engine->send(bytes, false); }
    void close(unsigned code, std::string_view reason) override { m_engine->close(code, reason); }
    bool full() const override { return m_engine->full(); }
    size_t unsentBytes() const override { return m_engine->unsentBytes(); }
    void feed(std::string_view bytes) override { m_engine->feed(bytes); }
    void onRoom() override { m_engine->onRoom(); }
    void onPeerClosed() override { m_engine->end(); }
    void onDrain() override { m_engine->onDrain(); }
    size_t memoryBytes() const override { return m_engine->memoryBytes(); }
    Engine& engine() { return *m_engine; }

private:
    std::shared_ptr<Engine> m_engine;
};

} // namespace

std::unique_ptr<WebSocketStream> WebSocketStream::accept(
    HttpSession& session, const Request& request, std::unique_ptr<WebSocketHandler> handler, std::string_view headers)
{
    auto handle = std::make_unique<Handle>(std::make_shared<Engine>(session, std::move(handler)));
    handle->engine().accept(request, headers, *handle);
    return handle;
}

} // namespace tapedeck::http
