#include "engine/net/grpc/message_reader.h"

#include <algorithm>

namespace tapedeck::grpc {

std::string prefixOf(size_t messageBytes)
{
    std::string out(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(messageBytes >> shift & 0xff);
    return out;
}

MessageReader::Progress MessageReader::next(std::string_view input)
{
    Progress progress;
    if (m_clear) {
        m_clear = false;
        std::string().swap(m_part);
    }
    while (m_prefixBytes < kPrefixBytes) {
        if (progress.consumed == input.size())
            return progress;
        m_prefix[m_prefixBytes++] = static_cast<unsigned char>(input[progress.consumed++]);
    }
    m_hasMessage = true;
    progress.flag = m_prefix[0];
    progress.compressed = m_prefix[0] == 1;
    progress.length =
        uint32_t{m_prefix[1]} << 24 | uint32_t{m_prefix[2]} << 16 | uint32_t{m_prefix[3]} << 8 | uint32_t{m_prefix[4]};
    if (m_prefix[0] > 1) {
        progress.event = Event::badFlag;
        return progress;
    }
    if (progress.length > m_bytesMax) {
        progress.event = Event::tooLarge;
        return progress;
    }
    const std::string_view rest = input.substr(progress.consumed);
    const size_t missing = progress.length - m_part.size();
    const std::string_view part = rest.substr(0, missing);
    progress.consumed += part.size();
    if (m_part.empty() && part.size() == missing) {
        progress.message = part;
    } else {
        m_part.append(part);
        if (part.size() < missing)
            return progress;
        progress.message = m_part;
        m_clear = true;
    }
    progress.event = Event::message;
    m_prefixBytes = 0;
    m_hasMessage = false;
    return progress;
}

} // namespace tapedeck::grpc
