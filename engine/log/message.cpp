#include "engine/log/message.h"

#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck {

namespace {

enum EntryFlag : unsigned char {
    kHasKey = 1,
    kHasHeaders = 2,
    kHasSkew = 4, // the wall clock differed from the clamped time
    kHasDelay = 8,
    kKnownFlags = 15,
};

char* putText(char* out, std::string_view text)
{
    return std::copy(text.begin(), text.end(), putVarint(out, text.size())); // an empty text may be nowhere
}

} // namespace

char* encodeEntry(char* out, const NewMessage& m, Time previous, Time time, Time wall)
{
    unsigned char flags = 0;
    char* flagsAt = out++;
    out = putVarint(out, static_cast<uint64_t>(time.micros - previous.micros));
    if (wall != time) {
        flags |= kHasSkew;
        out = putVarint(out, zigzag(wall.micros - time.micros));
    }
    if (m.delay.micros > 0) {
        flags |= kHasDelay;
        out = putVarint(out, static_cast<uint64_t>(m.delay.micros));
    }
    if (!m.key.empty()) {
        flags |= kHasKey;
        out = putText(out, m.key);
    }
    if (!m.headers.empty()) {
        flags |= kHasHeaders;
        out = putText(out, m.headers);
    }
    *flagsAt = static_cast<char>(flags);
    return putText(out, m.body);
}

bool RunReader::next(MessageView& out)
{
    if (m_left == 0)
        return false;
    const auto flags = m_bytes.fixed<unsigned char>();
    if (flags & ~kKnownFlags)
        m_bytes.fail();
    const auto delta = static_cast<int64_t>(m_bytes.varint());
    int64_t time = 0;
    if (delta < 0 || __builtin_add_overflow(m_time.micros, delta, &time))
        m_bytes.fail();
    int64_t wall = time;
    if ((flags & kHasSkew) && __builtin_add_overflow(time, m_bytes.signedVarint(), &wall))
        m_bytes.fail();
    out.delay = {};
    if (flags & kHasDelay) {
        out.delay.micros = static_cast<int64_t>(m_bytes.varint());
        if (out.delay.micros < 0)
            m_bytes.fail();
    }
    out.key = (flags & kHasKey) ? m_bytes.text() : std::string_view{};
    out.headers = (flags & kHasHeaders) ? m_bytes.text() : std::string_view{};
    out.body = m_bytes.text();
    if (!m_bytes.ok())
        return false;
    out.id = m_id;
    out.time = m_time = {time};
    out.wall = {wall};
    ++m_id;
    --m_left;
    return true;
}

std::string encodeHeaders(const HeaderList& headers)
{
    std::string out;
    ByteWriter writer(out);
    for (const auto& [name, value] : headers) {
        writer.text(name);
        writer.text(value);
    }
    return out;
}

HeaderList decodeHeaders(std::string_view encoded, bool* ok)
{
    HeaderList headers;
    ByteReader reader(encoded);
    while (reader.ok() && !reader.atEnd() && headers.size() < limits::kHeadersMax) {
        const std::string_view name = reader.text();
        const std::string_view value = reader.text();
        if (reader.ok())
            headers.emplace_back(name, value);
    }
    const bool good = reader.ok() && reader.atEnd();
    if (ok)
        *ok = good;
    if (!good)
        headers.clear();
    return headers;
}

} // namespace tapedeck
