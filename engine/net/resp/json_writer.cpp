#include "engine/net/resp/json_writer.h"

#include <cstdio>

namespace tapedeck::resp {

void JsonWriter::quote(std::string_view bytes)
{
    m_out += '"';
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            m_out += '\\';
            m_out += c;
        } else if (byte < 0x20 || byte >= 0x7f) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(byte));
            m_out += escaped;
        } else {
            m_out += c;
        }
    }
    m_out += '"';
}

} // namespace tapedeck::resp
