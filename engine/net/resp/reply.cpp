#include "engine/net/resp/reply.h"

namespace tapedeck::resp {

void Reply::error(std::string_view text)
{
    line('-', text);
}

void Reply::line(char type, std::string_view text)
{
    char* out = m_out.prepare(text.size() + 3);
    *out++ = type;
    for (const char c : text)
        *out++ = c == '\r' || c == '\n' ? ' ' : c;
    *out++ = '\r';
    *out++ = '\n';
    m_out.commit(text.size() + 3);
}

} // namespace tapedeck::resp
