#include "tests/bench/resp_scan.h"

#include <cstring>

namespace tapedeck::bench {

bool RespScan::line(size_t& at, std::string_view& out) const
{
    const char* begin = m_buffer.data() + at;
    const void* end = at < m_buffer.size() ? std::memchr(begin, '\r', m_buffer.size() - at) : nullptr;
    if (!end || static_cast<const char*>(end) + 1 >= m_buffer.data() + m_buffer.size())
        return false;
    out = std::string_view(begin, static_cast<size_t>(static_cast<const char*>(end) - begin));
    at += out.size() + 2;
    return true;
}

size_t RespScan::number(std::string_view digits)
{
    size_t value = 0;
    if (!digits.empty() && digits.front() == '-')
        return 0; // a nil array
    for (char c : digits)
        value = value * 10 + static_cast<size_t>(c - '0');
    return value;
}

} // namespace tapedeck::bench
