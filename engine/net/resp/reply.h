// Writes RESP replies at the end of a connection's output. RESP3 differs from RESP2 in nil and maps only: everything
// that a floki client knows has the same bytes in both.
//
// Loop thread only.
#pragma once

#include "engine/net/buffer.h"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace tapedeck::resp {

class Reply {
public:
    Reply(Buffer& out, bool resp3)
        : m_out(out)
        , m_resp3(resp3)
    {
    }

    void status(std::string_view text) { line('+', text); }
    void ok() { m_out.append("+OK\r\n"); }
    // `text` is the kind, a blank, and words. CR and LF in it become blanks.
    void error(std::string_view text);
    void integer(int64_t value) { number(':', value); }
    void array(size_t elements) { number('*', static_cast<int64_t>(elements)); }
    // `pairs` keys with values follow: a map in RESP3, a flat array in RESP2.
    void map(size_t pairs) { number(m_resp3 ? '%' : '*', static_cast<int64_t>(m_resp3 ? pairs : 2 * pairs)); }
    void nil() { m_out.append(m_resp3 ? std::string_view("_\r\n") : std::string_view("$-1\r\n")); }
    void bulk(std::string_view bytes)
    {
        char* out = m_out.prepare(bytes.size() + kNumberBytes + 2);
        char* at = putNumber(out, '$', static_cast<int64_t>(bytes.size()));
        if (!bytes.empty())
            std::memcpy(at, bytes.data(), bytes.size());
        at += bytes.size();
        *at++ = '\r';
        *at++ = '\n';
        m_out.commit(static_cast<size_t>(at - out));
    }
    // A reply made elsewhere.
    void raw(std::string_view bytes) { m_out.append(bytes); }

private:
    static constexpr size_t kNumberBytes = 24; // type, sign, 19 digits, CR LF

    static char* putNumber(char* out, char type, int64_t value)
    {
        *out++ = type;
        if (value >= 0 && value < 10)
            *out++ = static_cast<char>('0' + value);
        else
            out = std::to_chars(out, out + kNumberBytes, value).ptr;
        *out++ = '\r';
        *out++ = '\n';
        return out;
    }
    void number(char type, int64_t value)
    {
        char* out = m_out.prepare(kNumberBytes);
        m_out.commit(static_cast<size_t>(putNumber(out, type, value) - out));
    }
    void line(char type, std::string_view text);

    Buffer& m_out;
    bool m_resp3;
};

} // namespace tapedeck::resp
