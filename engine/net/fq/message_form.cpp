#include "engine/net/fq/message_form.h"

#include "engine/base/bytes.h"
#include "engine/base/check.h"
#include "engine/base/text.h"

#include <algorithm>
#include <cstring>

namespace tapedeck::fq {

namespace {

constexpr size_t kIdDigits = 2 * kMessageIdBytes;
constexpr size_t kHopsTextBytesMax = kHopsMax * (kNodeTextBytesMax + 1);

void appendHeader(std::string& out, std::string_view name, std::string_view value)
{
    ByteWriter writer(out);
    writer.text(name);
    writer.text(value);
}

void putHex(char* out, std::string_view bytes)
{
    constexpr char kDigits[] = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *out++ = kDigits[byte >> 4];
        *out++ = kDigits[byte & 0xf];
    }
}

// False if the text is not an id; `out` is then unspecified.
bool parseId(std::string_view text, char* out)
{
    if (text.size() != kIdDigits)
        return false;
    int wrong = 0;
    for (size_t i = 0; i < kMessageIdBytes; ++i) {
        const int high = hexDigit(text[2 * i]);
        const int low = hexDigit(text[2 * i + 1]);
        wrong |= high | low;
        out[i] = static_cast<char>(static_cast<unsigned>(high) << 4 | static_cast<unsigned>(low));
    }
    return wrong >= 0;
}

char* putHopsText(char* out, std::string_view hops)
{
    for (size_t i = 0; i < std::min(hopCount(hops), kHopsMax); ++i) {
        if (i > 0)
            *out++ = ' ';
        out = putNodeText(out, hopAt(hops, i));
    }
    return out;
}

std::string_view cut(std::string_view name)
{
    return name.substr(0, kNameBytesMax);
}

} // namespace

// ---------------------------------------------------------------------------------------------- hops

size_t prependHop(char* out, NodeId node, std::string_view hops)
{
    char* end = putU32(out, node.address);
    for (size_t i = 0; i < std::min(hopCount(hops), kHopsMax - 1) && hopAt(hops, i); ++i)
        end = putU32(end, hopAt(hops, i).address);
    return static_cast<size_t>(end - out);
}

void appendHopsText(std::string& out, std::string_view hops)
{
    char text[kHopsTextBytesMax];
    out.append(text, putHopsText(text, hops));
}

size_t parseHopsText(std::string_view text, char* out)
{
    char* end = out;
    for (size_t count = 0; count < kHopsMax; ++count) {
        const std::string_view word = text.substr(0, text.find(' '));
        NodeId node;
        if (!parseNodeId(word, node) || !node)
            return 0;
        end = putU32(end, node.address);
        if (word.size() == text.size())
            return static_cast<size_t>(end - out);
        text.remove_prefix(word.size() + 1);
    }
    return 0;
}

// ---------------------------------------------------------------------------------------------- frames to messages

HeaderEncoder::HeaderEncoder(NodeId node, std::string_view user, NodeId publisher)
    : m_node(node)
{
    CHECK(m_node);
    char source[kHopBytes];
    putU32(source, publisher.address);
    char hops[kHopsMax * kHopBytes];
    beginWith(user, {hops, prependHop(hops, node, {source, kHopBytes})});
}

HeaderEncoder::HeaderEncoder(NodeId node)
    : m_node(node)
    , m_ofBroker(true)
{
    CHECK(m_node);
}

void HeaderEncoder::beginWith(std::string_view sender, std::string_view hops)
{
    m_encoded.clear();
    appendHeader(m_encoded, kSenderHeader, sender);
    char text[kHopsTextBytesMax];
    appendHeader(m_encoded, kHopsHeader, {text, static_cast<size_t>(putHopsText(text, hops) - text)});
    m_prefixBytes = m_encoded.size();
    m_ready = false;
}

void HeaderEncoder::appendExchange(std::string_view exchange)
{
    m_exchange = exchange;
    m_encoded.resize(m_prefixBytes);
    appendHeader(m_encoded, kExchangeHeader, exchange);
    constexpr char kNoId[kIdDigits] = {};
    appendHeader(m_encoded, kIdHeader, {kNoId, kIdDigits}); // its place; the digits are written for each message
    m_ready = true;
}

std::string_view HeaderEncoder::encode(const Frame& frame)
{
    CHECK(frame.id.size() == kMessageIdBytes);
    if (m_ofBroker) {
        char hops[kHopsMax * kHopBytes];
        beginWith(frame.sender, {hops, prependHop(hops, m_node, frame.hops)});
    }
    if (!m_ready || m_exchange != frame.exchange)
        appendExchange(frame.exchange);
    putHex(m_encoded.data() + m_encoded.size() - kIdDigits, frame.id);
    return m_encoded;
}

// ---------------------------------------------------------------------------------------------- messages to frames

bool FrameMaker::knows(std::string_view headers) const
{
    return !m_known.empty() && headers.size() == m_known.size() + kIdDigits
        && std::memcmp(headers.data(), m_known.data(), m_known.size()) == 0;
}

// Of several headers with the same name the first counts. Damaged headers are read as far as they go.
void FrameMaker::study(std::string_view headers)
{
    m_exchange = m_sender = m_idText = {};
    Part hops;
    ByteReader reader(headers);
    while (!reader.atEnd()) {
        const std::string_view name = reader.text();
        const std::string_view value = reader.text();
        if (!reader.ok())
            break;
        Part* const part = name == kExchangeHeader ? &m_exchange
            : name == kSenderHeader                ? &m_sender
            : name == kIdHeader                    ? &m_idText
            : name == kHopsHeader                  ? &hops
                                                   : nullptr;
        if (part && !part->there)
            *part = {static_cast<size_t>(value.data() - headers.data()), value.size(), true};
    }
    m_hopBytes = parseHopsText(hops.in(headers), m_hops);
    if (m_hopBytes == 0)
        m_hopBytes = prependHop(m_hops, m_node, {});
    const bool endsWithId = m_idText.bytes == kIdDigits && m_idText.at + kIdDigits == headers.size();
    m_known = endsWithId ? headers.substr(0, m_idText.at) : std::string_view();
}

Frame FrameMaker::make(const MessageView& message, std::string_view queueName)
{
    if (!knows(message.headers))
        study(message.headers);
    Frame frame;
    if (m_exchange.there)
        frame.exchange = cut(m_exchange.in(message.headers));
    else
        frame.exchange = queueName.empty() ? std::string_view("queue") : cut(queueName);
    frame.route = cut(message.key);
    frame.sender = m_sender.there ? cut(m_sender.in(message.headers)) : kForeignSender;
    frame.payload = message.body;
    if (!parseId(m_idText.in(message.headers), m_id)) {
        std::memset(m_id, 0, 8);
        putU32(
            putU32(m_id + 8, static_cast<uint32_t>(message.id.value >> 32)), static_cast<uint32_t>(message.id.value));
    }
    frame.id = {m_id, kMessageIdBytes};
    frame.hops = {m_hops, m_hopBytes};
    return frame;
}

} // namespace tapedeck::fq
