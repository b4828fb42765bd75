// Reads requests from the bytes of one connection: finds the header block, has it checked (checkHeaderBlock), and hands
// out the body without its framing. The grammar of HTTP/1.1 is Boost.Beast's.
//
// Pure: bytes in, events out; feeding them whole or one by one gives the same. Never holds more than one header block.
#pragma once

#include "engine/net/http/gate.h"
#include "engine/net/http/request.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace tapedeck::http {

class RequestReader {
public:
    enum class Event : unsigned char {
        needsMore, // everything that was given has been looked at
        head, // request() has everything but the body
        body, // some of it, in Progress::body
        end, // of the request; the next call begins another one
        refused, // Progress::refusal says why; the connection cannot go on
    };
    struct Progress {
        Event event = Event::needsMore;
        size_t consumed = 0;
        std::string_view body; // points into the input
        GateVerdict refusal;
    };

    RequestReader();
    ~RequestReader();

    // Reads on in `input`, which begins with what was not consumed before, up to the next event.
    Progress next(std::string_view input);
    Request& request() { return m_request; }
    // After the head: "Expect: 100-continue" waits for our word.
    bool expectsContinue() const { return m_expectsContinue; }
    // After the head: the announced length of the body; nothing if it comes in chunks.
    std::optional<uint64_t> contentLength() const;
    bool hasBody() const;
    // True between the first byte of a request and its end.
    bool inRequest() const { return m_inRequest; }
    // More than this of a body is refused with 413; 0 = no limit. To be set after the head.
    void setBodyLimit(uint64_t bytes) { m_bodyLimit = bytes; }

private:
    class Parser;
    Progress readHead(std::string_view input);
    Progress readBody(std::string_view input);
    Progress refuse(const GateVerdict& verdict) const;

    std::unique_ptr<Parser> m_parser;
    Request m_request;
    uint64_t m_bodyLimit = 0;
    uint64_t m_bodyBytes = 0;
    bool m_inRequest = false;
    bool m_inBody = false;
    bool m_expectsContinue = false;
};

} // namespace tapedeck::http
