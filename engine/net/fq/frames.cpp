#include "engine/net/fq/frames.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstring>

namespace tapedeck::fq {

namespace {

// exchange, route, id, sender, hops, length of the payload
constexpr size_t kHeaderBytesMax =
    1 + kNameBytesMax + 1 + kNameBytesMax + kMessageIdBytes + 1 + kNameBytesMax + 1 + kHopsMax * kHopBytes + 4;

// Takes the header apart from its begin. It stops where the bytes end; `needed` is then how many it wants to see.
class HeaderWalk {
public:
    explicit HeaderWalk(std::string_view input)
        : m_input(input)
    {
    }
    // One byte that says how many units of `unit` bytes follow.
    bool counted(std::string_view& out, size_t unitsMax, size_t unit)
    {
        if (!has(1))
            return false;
        const auto units = static_cast<unsigned char>(m_input[at]);
        if (units > unitsMax) {
            malformed = true;
            return false;
        }
        if (!has(1 + units * unit))
            return false;
        out = m_input.substr(at + 1, units * unit);
        at += 1 + units * unit;
        return true;
    }
    bool fixed(std::string_view& out, size_t bytes)
    {
        if (!has(bytes))
            return false;
        out = m_input.substr(at, bytes);
        at += bytes;
        return true;
    }

    size_t at = 0;
    size_t needed = 0;
    bool malformed = false;

private:
    bool has(size_t bytes)
    {
        needed = at + bytes;
        return needed <= m_input.size();
    }

    std::string_view m_input;
};

char* putCounted(char* out, std::string_view bytes, size_t unit)
{
    *out++ = static_cast<char>(bytes.size() / unit);
    std::copy(bytes.begin(), bytes.end(), out);
    return out + bytes.size();
}

char* putHeader(char* out, const Frame& frame, FrameForm form)
{
    CHECK(frame.exchange.size() <= kNameBytesMax && frame.route.size() <= kNameBytesMax);
    CHECK(frame.id.size() == kMessageIdBytes && frame.payload.size() <= UINT32_MAX);
    out = putCounted(out, frame.exchange, 1);
    out = putCounted(out, frame.route, 1);
    out = std::copy(frame.id.begin(), frame.id.end(), out);
    if (form == FrameForm::longForm) {
        CHECK(frame.sender.size() <= kNameBytesMax);
        CHECK(frame.hops.size() <= kHopsMax * kHopBytes && frame.hops.size() % kHopBytes == 0);
        out = putCounted(out, frame.sender, 1);
        out = putCounted(out, frame.hops, kHopBytes);
    }
    return putU32(out, static_cast<uint32_t>(frame.payload.size()));
}

template <typename Out>
void appendFrame(Out& out, const Frame& frame, FrameForm form)
{
    char header[kHeaderBytesMax];
    const auto bytes = static_cast<size_t>(putHeader(header, frame, form) - header);
    out.append(std::string_view(header, bytes));
    out.append(frame.payload);
}

// Into the buffer's own memory: this is done for every message that is delivered.
void appendToBuffer(Buffer& out, const Frame& frame, FrameForm form)
{
    char* const begin = out.prepare(kHeaderBytesMax + frame.payload.size());
    char* end = putHeader(begin, frame, form);
    if (!frame.payload.empty())
        std::memcpy(end, frame.payload.data(), frame.payload.size());
    end += frame.payload.size();
    out.commit(static_cast<size_t>(end - begin));
}

} // namespace

bool hopsContain(std::string_view hops, NodeId node)
{
    if (!node)
        return false;
    for (size_t i = 0; i < hopCount(hops); ++i) {
        const NodeId hop = hopAt(hops, i);
        if (!hop)
            return false;
        if (hop == node)
            return true;
    }
    return false;
}

FrameReader::Progress FrameReader::next(std::string_view input, Frame& frame)
{
    if (m_swallow > 0) {
        const uint64_t bytes = std::min<uint64_t>(m_swallow, input.size());
        m_swallow -= bytes;
        return {Event::needsMore, static_cast<size_t>(bytes)};
    }
    if (input.size() < m_needed)
        return {};

    Frame found;
    HeaderWalk walk(input);
    std::string_view length;
    const bool whole = walk.counted(found.exchange, kNameBytesMax, 1) && walk.counted(found.route, kNameBytesMax, 1)
        && walk.fixed(found.id, kMessageIdBytes)
        && (m_form == FrameForm::shortForm
            || (walk.counted(found.sender, kNameBytesMax, 1) && walk.counted(found.hops, kHopsMax, kHopBytes)))
        && walk.fixed(length, 4);
    if (walk.malformed)
        return {Event::malformed};
    m_needed = walk.needed;
    if (!whole)
        return {};
    const uint32_t payloadBytes = getU32(length.data());
    const uint64_t octets = walk.at + uint64_t{payloadBytes};
    if (payloadBytes > m_payloadBytesMax) {
        m_needed = 1;
        m_swallow = payloadBytes;
        frame = found;
        return {Event::oversize, walk.at, octets};
    }
    m_needed = octets;
    if (input.size() < octets)
        return {};
    m_needed = 1;
    found.payload = input.substr(walk.at, payloadBytes);
    frame = found;
    return {Event::frame, static_cast<size_t>(octets), octets};
}

size_t frameBytes(const Frame& frame, FrameForm form)
{
    const size_t bytes =
        1 + frame.exchange.size() + 1 + frame.route.size() + kMessageIdBytes + 4 + frame.payload.size();
    return form == FrameForm::shortForm ? bytes : bytes + 1 + frame.sender.size() + 1 + frame.hops.size();
}

void appendShortFrame(Buffer& out, const Frame& frame)
{
    appendToBuffer(out, frame, FrameForm::shortForm);
}

void appendLongFrame(Buffer& out, const Frame& frame)
{
    appendToBuffer(out, frame, FrameForm::longForm);
}

void appendShortFrame(std::string& out, const Frame& frame)
{
    appendFrame(out, frame, FrameForm::shortForm);
}

void appendLongFrame(std::string& out, const Frame& frame)
{
    appendFrame(out, frame, FrameForm::longForm);
}

} // namespace tapedeck::fq
