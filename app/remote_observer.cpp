#include "app/remote_observer.h"

#include "app/json.h"
#include "engine/base/clock.h"
#include "engine/base/time_forms.h"
#include "engine/view/mailbox.h"
#include "engine/view/observer_wire.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <charconv>
#include <deque>
#include <future>
#include <pthread.h>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace tapedeck {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace {

constexpr auto kConnectPatience = std::chrono::seconds(8); // name, connection and greeting together
constexpr auto kSilence = std::chrono::seconds(30); // a ping half way, so a dead peer is noticed
constexpr size_t kPartBytesMax = 2 * wire::kPartBytes;

} // namespace

// ------------------------------------------------------------------------------------------------------------- address

std::string RemoteAddress::text() const
{
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<RemoteAddress> parseRemoteAddress(std::string_view text)
{
    const auto wrong = [whole = std::string(text)] {
        return invalidArgument("\"" + whole + "\" is no address of a broker: HOST:PORT, as in 127.0.0.1:8888.");
    };
    constexpr std::string_view kScheme = "http://";
    if (text.starts_with(kScheme))
        text.remove_prefix(kScheme.size());
    while (text.ends_with('/'))
        text.remove_suffix(1);
    RemoteAddress address;
    // One colon stands before a port; several are an address of IPv6.
    const size_t bracket = text.rfind(']'), colon = text.rfind(':');
    const bool bare = bracket == std::string_view::npos && text.find(':') != colon;
    const bool hasPort =
        colon != std::string_view::npos && !bare && (bracket == std::string_view::npos || bracket < colon);
    std::string_view host = hasPort ? text.substr(0, colon) : text;
    if (hasPort) {
        const std::string_view digits = text.substr(colon + 1);
        const char* const last = digits.data() + digits.size();
        const auto [end, problem] = std::from_chars(digits.data(), last, address.port);
        if (digits.empty() || problem != std::errc() || end != last || address.port == 0)
            return wrong();
    }
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (host.empty() || host.find_first_of("/@?#[]\" \t\r\n") != std::string_view::npos)
        return wrong();
    address.host = host;
    return address;
}

// ---------------------------------------------------------------------------------------------------------- connection

// Everything but start(), mailbox() and tell() happens on its thread.
class RemoteObserver::Link {
public:
    Link(RemoteAddress address, std::string token, Lost onLost)
        : m_address(std::move(address))
        , m_token(std::move(token))
        , m_onLost(std::move(onLost))
    {
    }
    ~Link()
    {
        m_io.stop();
        if (m_thread.joinable())
            m_thread.join();
    }

    Status start()
    {
        std::future<Status> ready = m_ready.get_future();
        resolve();
        m_thread = std::thread([this] {
            pthread_setname_np(pthread_self(), "remote");
            m_io.run();
        });
        return ready.get();
    }
    Mailbox& mailbox() { return m_mailbox; }
    // What was asked for is there.
    void tell()
    {
        asio::post(m_io, [this] { pump(); });
    }

private:
    void resolve();
    void onConnected(error_code error);
    void onHandshake(error_code error);
    Error refusal() const;
    Error unreachable(error_code error) const;
    void settle(const Status& status);
    void end(Error why);

    void read();
    void onRead(error_code error);
    Status onMessage(std::string_view bytes);
    void take(const wire::Hello& hello, Status& status);
    void take(ObserverAnswer& answer);

    void pump();
    void send(const wire::Request& request);
    void write();
    void answerAllWithError();

    const RemoteAddress m_address;
    const std::string m_token;
    Lost m_onLost;
    Mailbox m_mailbox;
    std::promise<Status> m_ready;
    bool m_settled = false; // m_ready was told
    bool m_greeted = false;
    std::optional<Error> m_ended;

    asio::io_context m_io;
    asio::ip::tcp::resolver m_resolver{m_io};
    asio::steady_timer m_patience{m_io};
    beast::websocket::stream<beast::tcp_stream> m_stream{m_io};
    beast::websocket::response_type m_response;
    beast::flat_buffer m_buffer;
    wire::PartJoiner m_joiner{wire::kReplyBytesMax};
    wire::SnapshotReceiver m_snapshots;
    bool m_reading = false;

    Mailbox::Requests m_requests;
    bool m_watchSent = false;
    std::deque<std::string> m_outgoing;
    size_t m_sent = 0; // of the first
    std::string m_part;
    bool m_writing = false;
    // Not answered yet: what the answer will be if none comes.
    std::unordered_map<uint64_t, ObserverAnswer> m_lookups;
    std::unordered_set<uint64_t> m_actions;
    std::thread m_thread;
};

void RemoteObserver::Link::resolve()
{
    m_patience.expires_after(kConnectPatience);
    m_patience.async_wait([this](error_code error) {
        if (!error)
            end({ErrorCode::notFound,
                m_address.text() + " does not answer. Check the address, and whether a firewall is in between."});
    });
    m_resolver.async_resolve(m_address.host, std::to_string(m_address.port),
        [this](error_code error, const asio::ip::tcp::resolver::results_type& found) {
            if (error)
                return end(unreachable(error));
            beast::get_lowest_layer(m_stream).async_connect(
                found, [this](error_code problem, const auto&) { onConnected(problem); });
        });
}

void RemoteObserver::Link::onConnected(error_code error)
{
    if (error)
        return end(unreachable(error));
    beast::get_lowest_layer(m_stream).expires_never(); // the WebSocket has a timeout of its own
    error_code ignored;
    beast::get_lowest_layer(m_stream).socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    m_stream.set_option(beast::websocket::stream_base::timeout{kConnectPatience, kSilence, true});
    m_stream.set_option(beast::websocket::stream_base::decorator([this](beast::websocket::request_type& request) {
        request.set(beast::http::field::user_agent, "Tapedeck");
        if (!m_token.empty())
            request.set(beast::http::field::authorization, "Bearer " + m_token);
    }));
    m_stream.read_message_max(kPartBytesMax);
    m_stream.binary(true);
    m_stream.auto_fragment(false);
    m_stream.async_handshake(
        m_response, m_address.text(), "/api/v1/observe", [this](error_code problem) { onHandshake(problem); });
}

void RemoteObserver::Link::onHandshake(error_code error)
{
    if (error == beast::websocket::error::upgrade_declined)
        return end(refusal());
    if (error)
        return end({ErrorCode::unsupported,
            "What answers at " + m_address.text()
                + " is no Tapedeck, or not its HTTP port. That is 8888 unless the broker was told otherwise."});
    read();
}

Error RemoteObserver::Link::unreachable(error_code error) const
{
    if (error.category() == asio::error::get_netdb_category()
        || error.category() == asio::error::get_addrinfo_category())
        return {ErrorCode::notFound, "There is no host named " + m_address.host + ". Check the address."};
    if (error == asio::error::connection_refused)
        return {ErrorCode::notFound,
            "Nothing listens at " + m_address.text()
                + ". Start a broker there with `tapedeck serve`, or check the port: it is that of HTTP."};
    return {ErrorCode::io, m_address.text() + " cannot be reached: " + error.message() + ". Check the address."};
}

// The broker has answered the handshake with a status of its own.
Error RemoteObserver::Link::refusal() const
{
    const unsigned status = m_response.result_int();
    if (status == 401)
        return {ErrorCode::invalidArgument,
            m_address.text()
                + (m_token.empty() ? " asks for a token. Enter the one that the broker was started with."
                                   : " does not accept the token. Enter the one that the broker was started with.")};
    if (status == 404)
        return {ErrorCode::unsupported,
            "What answers at " + m_address.text()
                + " is no Tapedeck, or one that is too old for this. Use the same version on both sides."};
    const Json body = Json::parse(m_response.body(), nullptr, false);
    const auto detail = body.is_object() ? body.find("detail") : body.end();
    return {ErrorCode::io,
        m_address.text() + " refuses: "
            + (body.is_object() && detail != body.end() && detail->is_string() ? detail->get<std::string>()
                                                                               : "HTTP " + std::to_string(status))};
}

// How connect() ends.
void RemoteObserver::Link::settle(const Status& status)
{
    m_patience.cancel();
    if (!std::exchange(m_settled, true))
        m_ready.set_value(status);
}

// Nothing more comes, and nothing goes.
void RemoteObserver::Link::end(Error why)
{
    if (m_ended)
        return;
    m_ended = why;
    error_code ignored;
    m_resolver.cancel();
    beast::get_lowest_layer(m_stream).socket().close(ignored);
    m_outgoing.clear();
    answerAllWithError();
    const bool wasReady = m_settled;
    settle(why);
    if (wasReady && m_onLost)
        m_onLost(why.text);
}

// ------------------------------------------------------------------------------------------------------------- reading

// Not while too much lies in the mailbox: what takes it out tells.
void RemoteObserver::Link::read()
{
    if (m_reading || m_ended || m_mailbox.full())
        return;
    m_reading = true;
    m_stream.async_read(m_buffer, [this](error_code error, size_t) { onRead(error); });
}

void RemoteObserver::Link::onRead(error_code error)
{
    m_reading = false;
    if (m_ended)
        return;
    if (error) {
        const std::string reason(m_stream.reason().reason.data(), m_stream.reason().reason.size());
        return end({ErrorCode::io,
            error != beast::websocket::error::closed ? "The connection to " + m_address.text() + " is lost."
                : reason.empty()                     ? m_address.text() + " has ended the connection."
                                 : m_address.text() + " has ended the connection: " + reason + "."});
    }
    const auto data = m_buffer.data();
    auto message = m_joiner.add({static_cast<const char*>(data.data()), data.size()});
    m_buffer.consume(m_buffer.size());
    Status status = message ? Status() : Status(message.error());
    if (message && *message)
        status = onMessage(**message);
    if (!status)
        return end(status.error());
    read();
}

Status RemoteObserver::Link::onMessage(std::string_view bytes)
{
    auto reply = wire::decodeReply(bytes, m_snapshots.shared());
    if (!reply || m_greeted == std::holds_alternative<wire::Hello>(*reply))
        return Error{ErrorCode::unsupported,
            m_address.text()
                + " says something that this window does not understand. Use the same version on both "
                  "sides."};
    Status status;
    if (const auto* hello = std::get_if<wire::Hello>(&*reply))
        take(*hello, status);
    else if (auto* answer = std::get_if<ObserverAnswer>(&*reply))
        take(*answer);
    else if (auto* part = std::get_if<wire::QueuesPart>(&*reply))
        status = m_snapshots.add(std::move(*part))
            ? Status()
            : Status(Error{ErrorCode::overloaded, m_address.text() + " has more queues than a window shows."});
    else if (const auto* rest = std::get_if<wire::SnapshotRest>(&*reply))
        m_mailbox.publish(m_snapshots.complete(*rest));
    return status;
}

void RemoteObserver::Link::take(const wire::Hello& hello, Status& status)
{
    if (const Status fits = wire::checkHello(hello); !fits) {
        status = Error{ErrorCode::unsupported,
            m_address.text() + " cannot be shown: " + fits.error().text + ". Use the same version on both sides."};
        return;
    }
    m_greeted = true;
    send(wire::ownHello(hello.program, systemUtcOffset(SystemClock().wall())));
    settle({});
    pump();
}

void RemoteObserver::Link::take(ObserverAnswer& answer)
{
    const uint64_t token = std::visit([](const auto& one) { return one.token; }, answer);
    const bool wanted =
        std::holds_alternative<ActionAnswer>(answer) ? m_actions.erase(token) != 0 : m_lookups.erase(token) != 0;
    if (wanted)
        m_mailbox.answer(std::move(answer));
}

// ------------------------------------------------------------------------------------------------------------- writing

void RemoteObserver::Link::pump()
{
    if (!m_greeted && !m_ended)
        return;
    m_mailbox.takeRequests(m_requests);
    for (; !m_requests.lookups.empty(); m_requests.lookups.pop_front()) {
        Lookup& lookup = m_requests.lookups.front();
        std::visit(
            [this](const auto& request) { m_lookups.insert_or_assign(request.token, emptyAnswer(request)); }, lookup);
        if (!m_ended)
            send(std::move(lookup));
    }
    for (; !m_requests.actions.empty(); m_requests.actions.pop_front()) {
        auto& [token, action] = m_requests.actions.front();
        m_actions.insert(token);
        if (!m_ended)
            send(wire::Submit{token, std::move(action)});
    }
    if (m_ended)
        return answerAllWithError();
    if (m_requests.watched != m_watchSent) {
        m_watchSent = m_requests.watched;
        send(wire::Watch{m_watchSent});
    }
    read();
}

void RemoteObserver::Link::send(const wire::Request& request)
{
    m_outgoing.push_back(wire::encodeRequest(request));
    write();
}

void RemoteObserver::Link::write()
{
    if (m_writing || m_ended || m_outgoing.empty())
        return;
    m_writing = true;
    m_part = wire::takePart(m_outgoing.front(), m_sent);
    m_stream.async_write(asio::buffer(m_part), [this](error_code error, size_t) {
        m_writing = false;
        if (m_ended)
            return;
        if (error)
            return end({ErrorCode::io, "The connection to " + m_address.text() + " is lost."});
        if (m_sent >= m_outgoing.front().size()) {
            m_outgoing.pop_front();
            m_sent = 0;
        }
        write();
    });
}

void RemoteObserver::Link::answerAllWithError()
{
    for (auto& [token, answer] : std::exchange(m_lookups, {})) {
        std::visit(
            [this](auto& one) {
                if constexpr (requires { one.error; })
                    one.error = m_ended->text;
            },
            answer);
        m_mailbox.answer(std::move(answer));
    }
    for (const uint64_t token : std::exchange(m_actions, {})) {
        ActionAnswer answer;
        answer.token = token;
        answer.status = *m_ended;
        m_mailbox.answer(std::move(answer));
    }
}

// ------------------------------------------------------------------------------------------------------------ observer

RemoteObserver::RemoteObserver(std::unique_ptr<Link> link)
    : m_link(std::move(link))
{
}

RemoteObserver::~RemoteObserver() = default;

Result<std::unique_ptr<RemoteObserver>> RemoteObserver::connect(
    const RemoteAddress& address, const std::string& token, Lost onLost)
{
    auto link = std::make_unique<Link>(address, token, std::move(onLost));
    if (const Status ready = link->start(); !ready)
        return ready.error();
    return std::unique_ptr<RemoteObserver>(new RemoteObserver(std::move(link)));
}

void RemoteObserver::watch(bool on)
{
    if (m_link->mailbox().setWatched(on))
        m_link->tell();
}

uint64_t RemoteObserver::version() const
{
    return m_link->mailbox().version();
}

std::shared_ptr<const Snapshot> RemoteObserver::snapshot() const
{
    return m_link->mailbox().snapshot();
}

void RemoteObserver::request(Lookup lookup)
{
    if (m_link->mailbox().put(std::move(lookup)))
        m_link->tell();
}

void RemoteObserver::submit(uint64_t token, Action action)
{
    if (m_link->mailbox().put(token, std::move(action)))
        m_link->tell();
}

std::vector<ObserverAnswer> RemoteObserver::takeAnswers()
{
    bool tell = false;
    auto answers = m_link->mailbox().takeAnswers(&tell);
    if (tell)
        m_link->tell();
    return answers;
}

void RemoteObserver::setWake(std::function<void()> wake)
{
    m_link->mailbox().setWake(std::move(wake));
}

} // namespace tapedeck
