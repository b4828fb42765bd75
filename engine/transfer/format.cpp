#include "engine/transfer/format.h"

#include "engine/base/limits.h"

#include <array>

namespace tapedeck {

Record recordOf(const MessageView& message, std::string_view queue)
{
    Record record;
    record.queue = queue;
    record.id = message.id;
    record.time = message.time;
    record.delay = message.delay;
    record.key = message.key;
    record.headers = decodeHeaders(message.headers);
    record.body = message.body;
    return record;
}

std::optional<TransferFormat> transferFormat(std::string_view word)
{
    if (word == "jsonl")
        return TransferFormat::jsonLines;
    if (word == "csv")
        return TransferFormat::csv;
    if (word == "cloudevents")
        return TransferFormat::cloudEvents;
    if (word == "raw")
        return TransferFormat::raw;
    return std::nullopt;
}

std::optional<TransferFormat> transferFormatOfName(std::string_view path)
{
    if (path.ends_with(".jsonl") || path.ends_with(".ndjson"))
        return TransferFormat::jsonLines;
    if (path.ends_with(".csv"))
        return TransferFormat::csv;
    if (path.ends_with(".cloudevents"))
        return TransferFormat::cloudEvents;
    if (path.ends_with('/'))
        return TransferFormat::raw;
    return std::nullopt;
}

std::string_view formatHeading(TransferFormat format)
{
    return format == TransferFormat::csv ? "queue,id,time,delay,key,headers,body,encoding\r\n" : "";
}

void appendRecord(std::string& out, const Record& record, TransferFormat format)
{
    switch (format) {
    case TransferFormat::csv:
        return appendCsv(out, record);
    case TransferFormat::cloudEvents:
        return appendCloudEvent(out, record);
    default:
        return appendJsonLine(out, record);
    }
}

// The end of the record that begins at m_at, behind its line break. Goes on where it stopped the last time.
std::optional<size_t> RecordReader::recordEnd() const
{
    for (; m_at + m_scanned < m_pending.size(); ++m_scanned) {
        const char c = m_pending[m_at + m_scanned];
        if (c == '"' && m_format == TransferFormat::csv)
            m_quoted = !m_quoted;
        else if (c == '\n' && !m_quoted)
            return m_at + m_scanned + 1;
    }
    return std::nullopt;
}

Result<bool> RecordReader::take(std::string_view text, Record& out)
{
    const uint64_t line = m_line;
    for (const char c : text)
        m_line += c == '\n';
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    if (text.find_first_not_of(" \t") == std::string_view::npos)
        return false;
    if (m_format == TransferFormat::csv && !std::exchange(m_headingRead, true)
        && text.starts_with(formatHeading(m_format).substr(0, 8)))
        return false;
    auto record = m_format == TransferFormat::csv ? readCsv(text)
        : m_format == TransferFormat::cloudEvents ? readCloudEvent(text)
                                                  : readJsonLine(text);
    if (!record)
        return Error{record.error().code, "line " + std::to_string(line) + ": " + record.error().text};
    out = std::move(*record);
    return true;
}

Result<bool> RecordReader::next(Record& out)
{
    for (;;) {
        auto end = recordEnd();
        if (!end && m_finished && m_at < m_pending.size())
            end = m_pending.size();
        if (!end) {
            if (m_pending.size() - m_at > limits::kTransferRecordBytesMax)
                return Error{ErrorCode::messageTooBig, "line " + std::to_string(m_line) + ": longer than any message"};
            m_pending.erase(0, m_at);
            m_at = 0;
            return false;
        }
        const std::string_view text = std::string_view(m_pending).substr(m_at, *end - m_at);
        m_at = *end;
        m_scanned = 0;
        m_quoted = false;
        const auto taken = take(text, out);
        if (!taken || *taken)
            return taken;
    }
}

bool holdsUtf8(std::string_view bytes)
{
    size_t at = 0;
    while (at < bytes.size()) {
        const auto lead = static_cast<unsigned char>(bytes[at]);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.size())
            return false;
        for (size_t i = 1; i < length; ++i)
            if ((static_cast<unsigned char>(bytes[at + i]) & 0xc0) != 0x80)
                return false;
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90)
            || (lead == 0xf4 && second > 0x8f))
            return false;
        at += length;
    }
    return true;
}

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::array<signed char, 256> makeValues()
{
    std::array<signed char, 256> values;
    values.fill(-1);
    for (size_t i = 0; i < kDigits.size(); ++i)
        values[static_cast<unsigned char>(kDigits[i])] = static_cast<signed char>(i);
    return values;
}

} // namespace

std::string toBase64(std::string_view bytes)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t at = 0; at < bytes.size(); at += 3) {
        uint32_t group = 0;
        const size_t count = std::min<size_t>(3, bytes.size() - at);
        for (size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (size_t i = 0; i < 4; ++i)
            out += i <= count ? kDigits[group >> (18 - 6 * i) & 63] : '=';
    }
    return out;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    static const auto kValues = makeValues();
    if (text.size() % 4 != 0)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (size_t at = 0; at < text.size(); at += 4) {
        const bool last = at + 4 == text.size();
        const size_t padding = last ? (text[at + 3] == '=') + (text[at + 3] == '=' && text[at + 2] == '=') : 0;
        uint32_t group = 0;
        for (size_t i = 0; i < 4; ++i) {
            const int value = i >= 4 - padding ? 0 : kValues[static_cast<unsigned char>(text[at + i])];
            if (value < 0)
                return std::nullopt;
            group = group << 6 | static_cast<uint32_t>(value);
        }
        for (size_t i = 0; i < 3 - padding; ++i)
            out += static_cast<char>(group >> (16 - 8 * i));
    }
    return out;
}

} // namespace tapedeck
