#include "tests/support/http_client.h"

#include <algorithm>
#include <cctype>

namespace tapedeck {

namespace {

using TimePoint = std::chrono::steady_clock::time_point;

std::chrono::milliseconds leftUntil(TimePoint until)
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

} // namespace

HttpClient::HttpClient(uint16_t port, bool ipv6)
    : m_raw(port, ipv6)
    , m_port(port)
{
}

void HttpClient::send(std::string_view method, std::string_view target, std::string_view body, std::string_view headers)
{
    std::string request = std::string(method) + " " + std::string(target)
        + " HTTP/1.1\r\nHost: localhost:" + std::to_string(m_port) + "\r\n" + std::string(headers);
    const bool has = !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
    if (has && headers.find("Content-Type:") == std::string_view::npos && !body.empty())
        request += "Content-Type: application/x-www-form-urlencoded\r\n";
    if (has && headers.find("Content-Length:") == std::string_view::npos
        && headers.find("Transfer-Encoding:") == std::string_view::npos)
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    m_raw.send(request + "\r\n" + std::string(body));
}

HttpReply HttpClient::ask(
    std::string_view method, std::string_view target, std::string_view body, std::string_view headers)
{
    send(method, target, body, headers);
    return reply(kPatience, method == "HEAD");
}

std::optional<std::string> HttpClient::line(TimePoint until)
{
    std::string out;
    while (!out.ends_with("\r\n")) {
        const std::string byte = m_raw.bytes(1, leftUntil(until));
        if (byte.empty())
            return std::nullopt;
        out += byte;
    }
    return out;
}

bool HttpClient::readBytes(size_t count, std::string& out, TimePoint until)
{
    const std::string bytes = m_raw.bytes(count, leftUntil(until));
    out += bytes;
    return bytes.size() == count;
}

HttpReply HttpClient::head(Patience patience)
{
    const TimePoint until = std::chrono::steady_clock::now() + patience;
    HttpReply reply;
    const std::optional<std::string> first = line(until);
    if (!first || first->size() < 13 || !first->starts_with("HTTP/1."))
        return {};
    reply.status = std::stoi(first->substr(9, 3));
    reply.reason = first->substr(13, first->size() - 15);
    reply.head = *first;
    for (;;) {
        const std::optional<std::string> next = line(until);
        if (!next)
            return {};
        reply.head += *next;
        if (*next == "\r\n")
            return reply;
        const size_t colon = next->find(':');
        std::string name = next->substr(0, colon);
        std::transform(
            name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        const size_t value = next->find_first_not_of(' ', colon + 1);
        reply.headers[name] = next->substr(value, next->size() - 2 - value);
    }
}

HttpReply HttpClient::reply(Patience patience, bool toHead)
{
    const TimePoint until = std::chrono::steady_clock::now() + patience;
    HttpReply reply = head(patience);
    while (reply.status == 100)
        reply = head(leftUntil(until));
    if (reply.status == 0 || toHead || reply.status == 204 || reply.status == 304)
        return reply;
    if (reply.header("transfer-encoding") == "chunked") {
        while (const auto part = chunk(leftUntil(until))) {
            if (part->empty())
                return reply;
            reply.body += *part;
        }
        return {};
    }
    if (reply.headers.contains("content-length")) {
        if (!readBytes(std::stoul(reply.header("content-length")), reply.body, until))
            return {};
        return reply;
    }
    while (readBytes(1, reply.body, until)) { } // until the connection's end
    return reply;
}

std::optional<std::string> HttpClient::chunk(Patience patience)
{
    const TimePoint until = std::chrono::steady_clock::now() + patience;
    const std::optional<std::string> size = line(until);
    if (!size)
        return std::nullopt;
    std::string bytes;
    const size_t count = std::stoul(*size, nullptr, 16);
    if (!readBytes(count + 2, bytes, until))
        return std::nullopt;
    return bytes.substr(0, count);
}

bool HttpClient::silent(Patience howLong)
{
    return m_raw.silent(howLong);
}

} // namespace tapedeck
