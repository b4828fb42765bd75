#include "app/api_client.h"

#include "app/resp_client.h"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tapedeck {

namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
// An answer is a report or a list; more is a mistake, not an answer.
constexpr size_t kAnswerBytesMax = size_t{256} << 20;

// A connected socket, closed with the object.
class Socket {
public:
    explicit Socket(int fd)
        : m_fd(fd)
    {
    }
    ~Socket()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int fd() const { return m_fd; }

private:
    int m_fd;
};

Error unreachable(const ApiAddress& address, const std::string& why)
{
    return {ErrorCode::io, "no HTTP API at " + address.host + ":" + std::to_string(address.port) + ": " + why};
}

int connectTo(const ApiAddress& address, std::string& why)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int problem = getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found)) {
        why = gai_strerror(problem);
        return -1;
    }
    int fd = -1;
    for (const addrinfo* one = found; one && fd < 0; one = one->ai_next) {
        fd = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
        if (fd >= 0 && ::connect(fd, one->ai_addr, one->ai_addrlen) != 0) {
            why = std::strerror(errno);
            ::close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

bool sendAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
}

// Everything until the server closes, which HTTP/1.0 makes it do.
bool receiveAll(int fd, std::string& out)
{
    char buffer[64 << 10];
    for (;;) {
        const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        out.append(buffer, static_cast<size_t>(got));
        if (out.size() > kAnswerBytesMax)
            return false;
    }
}

} // namespace

Result<ApiAddress> apiAddress(const Environment& environment, const std::string& url)
{
    const std::string text = url.empty() ? environment.get("TAPEDECK_HTTP_URL").value_or("http://127.0.0.1:8888") : url;
    const auto wrong = [&] { return Error{ErrorCode::invalidArgument, "\"" + text + "\" is not http://HOST:PORT"}; };
    if (!text.starts_with(kScheme))
        return wrong();
    std::string_view rest = std::string_view(text).substr(kScheme.size());
    while (rest.ends_with('/'))
        rest.remove_suffix(1);
    const size_t colon = rest.rfind(':');
    ApiAddress address;
    const std::string_view digits = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size() || address.port == 0
        || rest.find_first_of("/@?# ") != std::string_view::npos)
        return wrong();
    address.host = rest.substr(0, colon);
    if (address.host.starts_with('[') && address.host.ends_with(']'))
        address.host = address.host.substr(1, address.host.size() - 2);
    if (address.host.empty())
        return wrong();
    const Result<BrokerAddress> resp = brokerAddress(environment, "redis://127.0.0.1:1"); // for its token
    if (!resp)
        return resp.error();
    address.token = resp->token;
    return address;
}

std::string ApiReply::problem() const
{
    if (status < 400)
        return {};
    const auto detail = body.is_object() ? body.find("detail") : body.end();
    return body.is_object() && detail != body.end() && detail->is_string() ? detail->get<std::string>()
                                                                           : "HTTP " + std::to_string(status);
}

Result<ApiReply> callApi(
    const ApiAddress& address, std::string_view method, const std::string& path, const std::string& body)
{
    std::string why = "no address";
    const Socket socket(connectTo(address, why));
    if (socket.fd() < 0)
        return unreachable(address, why);
    const bool v6 = address.host.find(':') != std::string::npos;
    std::string request = std::string(method) + " /api/v1" + path + " HTTP/1.0\r\nHost: "
        + (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port) + "\r\n";
    if (!address.token.empty())
        request += "Authorization: Bearer " + address.token + "\r\n";
    if (!body.empty())
        request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n" + body;
    std::string answer;
    if (!sendAll(socket.fd(), request) || !receiveAll(socket.fd(), answer))
        return unreachable(address, "the connection was lost");
    const size_t end = answer.find(kHeadEnd);
    const size_t code = answer.find(' ');
    ApiReply reply;
    if (end == std::string::npos || !answer.starts_with("HTTP/1.") || code + 4 > end
        || std::from_chars(answer.data() + code + 1, answer.data() + code + 4, reply.status).ec != std::errc())
        return unreachable(address, "what answers does not speak HTTP");
    const std::string_view content = std::string_view(answer).substr(end + kHeadEnd.size());
    reply.body = content.empty() ? Json() : Json::parse(content, nullptr, false);
    return reply;
}

std::shared_ptr<ApiOptions> addApiOptions(CLI::App& options)
{
    auto out = std::make_shared<ApiOptions>();
    options.add_option("--url", out->url, "The broker (default: TAPEDECK_HTTP_URL, or http://127.0.0.1:8888)")
        ->type_name("URL");
    options.add_option("--namespace", out->space, "The namespace of its queues")->type_name("NAME");
    return out;
}

std::optional<Json> askApi(const CommandContext& context, const ApiOptions& options, std::string_view method,
    const std::string& path, const std::string& body, ExitCode& code)
{
    const auto address = apiAddress(context.environment, options.url);
    if (!address) {
        code = fail(ExitCode::usage, address.error().text);
        return std::nullopt;
    }
    const std::string target =
        options.space.empty() ? path : path + (path.find('?') == std::string::npos ? "?ns=" : "&ns=") + options.space;
    auto reply = callApi(*address, method, target, body);
    if (!reply) {
        code = fail(ExitCode::unreachable, reply.error().text);
        return std::nullopt;
    }
    if (const std::string problem = reply->problem(); !problem.empty()) {
        code = fail(reply->status == 400 ? ExitCode::usage : ExitCode::failed, problem);
        return std::nullopt;
    }
    return std::move(reply->body);
}

} // namespace tapedeck
