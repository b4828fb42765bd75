// The least that an HTTP server on Boost.Beast can do: one thread, keep-alive, reads a request and answers with bytes
// given on the command line, keeping nothing. What tests/bench/run measures the HTTP port against.
//
// Usage: http_floor [BODY]    prints its port
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, const std::string& body)
        : m_socket(std::move(socket))
    {
        m_socket.set_option(tcp::no_delay(true));
        m_response.result(http::status::ok);
        m_response.set(http::field::server, "floor");
        m_response.set(http::field::date, "Sat, 21 Nov 2026 11:39:43 GMT");
        m_response.set("X-Content-Type-Options", "nosniff");
        m_response.set("Cross-Origin-Resource-Policy", "same-origin");
        m_response.set(http::field::cache_control, "no-store");
        m_response.set(http::field::content_type, "text/html; charset=UTF-8");
        m_response.body() = body;
        m_response.prepare_payload();
    }
    void read()
    {
        m_request = {};
        http::async_read(m_socket, m_buffer, m_request, [self = shared_from_this()](error_code error, size_t) {
            if (!error)
                self->write();
        });
    }

private:
    void write()
    {
        http::async_write(m_socket, m_response, [self = shared_from_this()](error_code error, size_t) {
            if (!error)
                self->read();
        });
    }

    tcp::socket m_socket;
    boost::beast::flat_buffer m_buffer;
    http::request<http::string_body> m_request;
    http::response<http::string_body> m_response;
};

void accept(tcp::acceptor& acceptor, const std::string& body)
{
    acceptor.async_accept([&acceptor, &body](error_code error, tcp::socket socket) {
        if (!error)
            std::make_shared<Session>(std::move(socket), body)->read();
        accept(acceptor, body);
    });
}

} // namespace

int main(int count, char** arguments)
{
    const std::string body = count > 1 ? arguments[1] : "test:1\r\n";
    asio::io_context io(1);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::printf("%d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    accept(acceptor, body);
    io.run();
}
