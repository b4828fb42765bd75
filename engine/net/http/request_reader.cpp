#include "engine/net/http/request_reader.h"

#include "engine/base/limits.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace tapedeck::http {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

// Beast's parser without its own containers: the header goes into a Request, the body stays where it is.
class RequestReader::Parser final : public beast_http::basic_parser<true> {
public:
    explicit Parser(Request& request)
        : m_request(request)
    {
        body_limit(boost::none);
        header_limit(static_cast<std::uint32_t>(limits::kHttpHeaderBytesMax) + 1024);
    }
    std::string_view takeBody() { return std::exchange(m_body, {}); }

private:
    void on_request_impl(beast_http::verb, string_view method, string_view target, int version, error_code&) override
    {
        m_request.method = methodOf({method.data(), method.size()});
        m_request.target.assign(target.data(), target.size());
        m_request.http11 = version >= 11;
    }
    void on_response_impl(int, string_view, int, error_code&) override { }
    void on_field_impl(beast_http::field, string_view name, string_view value, error_code&) override
    {
        if (!m_headDone) // what follows a body in chunks has not been checked by anybody
            m_request.headers.emplace_back(
                std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    void on_header_impl(error_code&) override { m_headDone = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override { }
    std::size_t on_body_impl(string_view body, error_code&) override
    {
        m_body = {body.data(), body.size()};
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override
    {
        m_body = {body.data(), body.size()};
        return body.size();
    }
    void on_finish_impl(error_code&) override { }

    Request& m_request;
    std::string_view m_body;
    bool m_headDone = false;
};

namespace {

constexpr GateVerdict kTooLong{GateRefusal::tooLarge, 431, "the request's header is longer than 16 KiB"};
constexpr GateVerdict kTargetTooLong{GateRefusal::tooLarge, 414, "the request's target is longer than 8 KiB"};
constexpr GateVerdict kBodyTooLong{GateRefusal::tooLarge, 413, "the request's body is longer than this route takes"};
constexpr GateVerdict kMalformed{GateRefusal::malformed, 400, "the request is not HTTP/1.1"};
constexpr GateVerdict kMalformedBody{GateRefusal::malformed, 400, "the request's body is not framed as HTTP/1.1 asks"};
constexpr GateVerdict kOtherAuthority{
    GateRefusal::malformed, 400, "the target and the Host header name different servers"};

// "http://host:port/path" to "/path". False if the target names another server than the Host header.
bool cutAbsoluteForm(Request& request)
{
    constexpr std::string_view kScheme = "http://";
    if (request.target.starts_with('/') || request.target == "*")
        return true;
    if (!request.target.starts_with(kScheme))
        return false;
    const size_t path = std::min(request.target.find_first_of("/?", kScheme.size()), request.target.size());
    const std::string authority = request.target.substr(kScheme.size(), path - kScheme.size());
    if (!equalsIgnoringCase(authority, request.header("Host").value_or(authority)))
        return false;
    request.target.erase(0, path);
    if (!request.target.starts_with('/'))
        request.target.insert(0, "/");
    return true;
}

bool listContains(std::string_view list, std::string_view word)
{
    while (!list.empty()) {
        const size_t end = list.find(',');
        if (equalsIgnoringCase(trimBlanks(list.substr(0, end)), word))
            return true;
        list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    }
    return false;
}

} // namespace

RequestReader::RequestReader() = default;
RequestReader::~RequestReader() = default;

RequestReader::Progress RequestReader::next(std::string_view input)
{
    return m_inBody ? readBody(input) : readHead(input);
}

RequestReader::Progress RequestReader::refuse(const GateVerdict& verdict) const
{
    Progress progress;
    progress.event = Event::refused;
    progress.refusal = verdict;
    return progress;
}

RequestReader::Progress RequestReader::readHead(std::string_view input)
{
    // An empty line before a request is what some clients leave behind a body.
    size_t skipped = 0;
    while (!m_inRequest && input.starts_with("\r\n")) {
        input.remove_prefix(2);
        skipped += 2;
    }
    if (!m_inRequest && input == "\r")
        return {Event::needsMore, skipped, {}, {}};
    m_inRequest = !input.empty();
    const size_t lineEnd = input.find("\r\n");
    const std::string_view line = input.substr(0, lineEnd);
    if (line.size() > limits::kHttpTargetBytesMax + 64)
        return refuse(kTargetTooLong);
    // What is no request at all is not waited for.
    if (!input.empty() && !(input.front() >= 'A' && input.front() <= 'Z')
        && !(input.front() >= 'a' && input.front() <= 'z'))
        return refuse(kMalformed);
    const size_t end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        if (input.size() > limits::kHttpHeaderBytesMax)
            return refuse(kTooLong);
        return {Event::needsMore, skipped, {}, {}};
    }
    const std::string_view block = input.substr(0, end + 4);
    if (block.size() > limits::kHttpHeaderBytesMax)
        return refuse(kTooLong);
    if (const GateVerdict verdict = checkHeaderBlock(block); !verdict.passed())
        return refuse(verdict);

    m_request = Request();
    m_parser = std::make_unique<Parser>(m_request);
    error_code error;
    const size_t used = m_parser->put(boost::asio::const_buffer(block.data(), block.size()), error);
    if (error || !m_parser->is_header_done() || used != block.size())
        return refuse(kMalformed);
    if (!cutAbsoluteForm(m_request))
        return refuse(kOtherAuthority);
    m_request.keepAlive = m_parser->keep_alive();
    m_bodyLimit = m_bodyBytes = 0;
    m_expectsContinue =
        m_request.http11 && hasBody() && listContains(m_request.header("Expect").value_or(""), "100-continue");
    m_inBody = true;
    return {Event::head, skipped + used, {}, {}};
}

RequestReader::Progress RequestReader::readBody(std::string_view input)
{
    const auto length = contentLength();
    if (m_bodyLimit != 0 && length && *length > m_bodyLimit)
        return refuse(kBodyTooLong);
    size_t consumed = 0;
    while (!m_parser->is_done()) {
        // A body in chunks ends with at least this much, and Beast takes it for granted that it sees it in one piece.
        const size_t least = m_parser->chunked() ? 5 : 1;
        if (input.size() - consumed < least)
            return {Event::needsMore, consumed, {}, {}};
        error_code error;
        consumed += m_parser->put(boost::asio::const_buffer(input.data() + consumed, input.size() - consumed), error);
        const std::string_view body = m_parser->takeBody();
        if (error && error != beast_http::error::need_more)
            return refuse(kMalformedBody);
        m_bodyBytes += body.size();
        if (m_bodyLimit != 0 && m_bodyBytes > m_bodyLimit)
            return refuse(kBodyTooLong);
        if (!body.empty())
            return {Event::body, consumed, body, {}};
        if (error && input.size() - consumed > limits::kHttpHeaderBytesMax)
            return refuse(kMalformedBody);
        if (error)
            return {Event::needsMore, consumed, {}, {}};
    }
    m_inBody = m_inRequest = false;
    return {Event::end, consumed, {}, {}};
}

std::optional<uint64_t> RequestReader::contentLength() const
{
    const auto length = m_parser->content_length();
    return length ? std::optional<uint64_t>(*length) : std::nullopt;
}

bool RequestReader::hasBody() const
{
    return m_parser->chunked() || contentLength().value_or(0) > 0;
}

} // namespace tapedeck::http
