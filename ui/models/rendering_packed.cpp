// MessagePack (specification of 2017) and CBOR (RFC 8949), written as JSON.
#include "ui/models/rendering.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace tapedeck {

bool isWellFormedUtf8(std::string_view bytes)
{
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* const end = at + bytes.size();
    while (at != end) {
        const unsigned char c = *at++;
        if (c < 0x80)
            continue;
        const int more = c >= 0xc2 && c <= 0xdf ? 1 : c >= 0xe0 && c <= 0xef ? 2 : c >= 0xf0 && c <= 0xf4 ? 3 : 0;
        if (more == 0 || end - at < more)
            return false;
        const unsigned char second = *at;
        if ((c == 0xe0 && second < 0xa0) || (c == 0xed && second > 0x9f) || (c == 0xf0 && second < 0x90)
            || (c == 0xf4 && second > 0x8f))
            return false;
        for (int i = 0; i < more; ++i)
            if ((*at++ & 0xc0) != 0x80)
                return false;
    }
    return true;
}

static constexpr char kHex[] = "0123456789abcdef";

void appendJsonText(std::string& out, std::string_view bytes)
{
    out += '"';
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20)
            out += {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
        else
            out += c;
    }
    out += '"';
}

void appendHexText(std::string& out, std::string_view bytes)
{
    out += "h'";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += {kHex[byte >> 4], kHex[byte & 15]};
    }
    out += '\'';
}

namespace {

// What both formats share: bytes with bounds, values written with their places.
class PackedWriter {
public:
    PackedWriter(std::string_view body, Rendering& out)
        : m_body(body)
        , m_out(out)
    {
    }

    bool ok() const { return m_out.error.empty(); }
    bool fail(const char* why)
    {
        if (ok())
            m_out.error = why;
        return false;
    }
    bool atEnd() const { return m_at == m_body.size(); }
    size_t position() const { return m_at; }
    uint8_t byte()
    {
        const std::string_view one = bytes(1);
        return one.empty() ? uint8_t{0} : static_cast<uint8_t>(one.front());
    }
    uint64_t bigEndian(size_t size)
    {
        uint64_t value = 0;
        for (const char c : bytes(size))
            value = value << 8 | static_cast<uint8_t>(c);
        return value;
    }
    std::string_view bytes(uint64_t size)
    {
        if (size > m_body.size() - m_at) {
            fail("It ends in the middle of a value.");
            return {};
        }
        const std::string_view taken = m_body.substr(m_at, static_cast<size_t>(size));
        m_at += taken.size();
        return taken;
    }

    // A value that began at `from` of the body is about to be written; the result goes to end().
    size_t begin(size_t from)
    {
        if (m_out.places.size() >= Rendering::kValuesMax || m_out.json.size() > Rendering::kBytesMax)
            fail("It has more values than are shown.");
        m_out.places.push_back({m_out.json.size(), from, from, {}});
        return m_out.places.size() - 1;
    }
    bool end(size_t place, std::string note = {})
    {
        m_out.places[place].to = m_at;
        m_out.places[place].note += note;
        return ok();
    }
    // The tag of a value that is about to be written.
    void noteNext(const std::string& note) { m_pending += (m_pending.empty() ? "" : ", ") + note; }
    std::string takeNote() { return std::exchange(m_pending, {}); }

    std::string& json() { return m_out.json; }

    bool write(size_t from, std::string_view token)
    {
        const size_t place = begin(from);
        std::string note = takeNote();
        json() += token;
        return end(place, std::move(note));
    }
    bool writeText(size_t from, std::string_view text)
    {
        if (!isWellFormedUtf8(text))
            return writeBytes(from, text, "text that is no UTF-8");
        const size_t place = begin(from);
        std::string note = takeNote();
        appendJsonText(json(), text);
        return end(place, std::move(note));
    }
    bool writeBytes(size_t from, std::string_view content, const std::string& what)
    {
        const size_t place = begin(from);
        std::string note = takeNote();
        note += (note.empty() ? "" : ", ") + what;
        json() += '"';
        appendHexText(json(), content);
        json() += '"';
        return end(place, std::move(note));
    }
    template <typename Number>
    bool writeInteger(size_t from, Number value)
    {
        return write(from, std::to_string(value));
    }
    template <typename Float>
    bool writeFloat(size_t from, Float value)
    {
        if (!std::isfinite(value)) {
            noteNext("float");
            return write(from, std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        }
        char text[64];
        const auto written = std::to_chars(text, text + sizeof text, value);
        std::string token(text, written.ptr);
        if (token.find_first_of(".e") == std::string::npos)
            token += ".0"; // so that it is seen to be none of the integers
        return write(from, token);
    }
    // What was written last, from `at` of the JSON on, becomes a member's name.
    void makeName(size_t at, size_t places)
    {
        m_out.places.resize(places);
        if (json()[at] != '"') {
            const std::string token = json().substr(at);
            json().resize(at);
            appendJsonText(json(), token);
        }
        json() += ':';
    }
    size_t places() const { return m_out.places.size(); }

    // Members are read by `value`; `more` says whether there is another.
    template <typename Value, typename More>
    bool container(size_t from, bool named, int depth, Value value, More more)
    {
        if (depth >= Rendering::kDepthMax)
            return fail("It is nested deeper than is shown.");
        const size_t place = begin(from);
        std::string note = takeNote();
        json() += named ? '{' : '[';
        for (bool first = true; ok() && more(); first = false) {
            if (!first)
                json() += ',';
            if (named) {
                const size_t at = json().size(), known = places();
                if (!value(depth + 1))
                    return false;
                makeName(at, known);
            }
            if (!value(depth + 1))
                return false;
        }
        json() += named ? '}' : ']';
        return end(place, std::move(note));
    }

private:
    std::string_view m_body;
    Rendering& m_out;
    size_t m_at = 0;
    std::string m_pending;
};

auto counted(uint64_t count)
{
    return [left = count]() mutable { return left != 0 && left-- != 0; };
}

class MessagePackText {
public:
    explicit MessagePackText(PackedWriter& out)
        : m_out(out)
    {
    }

    bool value(int depth)
    {
        const size_t from = m_out.position();
        const uint8_t head = m_out.byte();
        if (!m_out.ok())
            return false;
        if (head < 0x80)
            return m_out.writeInteger(from, head);
        if (head < 0x90)
            return members(from, true, head & 0x0f, depth);
        if (head < 0xa0)
            return members(from, false, head & 0x0f, depth);
        if (head < 0xc0)
            return m_out.writeText(from, m_out.bytes(head & 0x1f));
        if (head >= 0xe0)
            return m_out.writeInteger(from, static_cast<int8_t>(head));
        return marked(from, head, depth);
    }

private:
    bool members(size_t from, bool named, uint64_t count, int depth)
    {
        return m_out.container(
            from, named, depth, [this](int d) { return value(d); }, counted(count));
    }
    bool extension(size_t from, uint64_t size)
    {
        const auto type = static_cast<int8_t>(m_out.byte());
        const std::string_view content = m_out.bytes(size);
        return m_out.writeBytes(from, content, "ext " + std::to_string(type));
    }
    bool marked(size_t from, uint8_t head, int depth)
    {
        const auto number = [&](uint8_t first) { return m_out.bigEndian(size_t{1} << (head - first)); };
        switch (head) {
        case 0xc0:
            return m_out.write(from, "null");
        case 0xc2:
        case 0xc3:
            return m_out.write(from, head == 0xc3 ? "true" : "false");
        case 0xc4:
        case 0xc5:
        case 0xc6:
            return m_out.writeBytes(from, m_out.bytes(number(0xc4)), "bytes");
        case 0xc7:
        case 0xc8:
        case 0xc9:
            return extension(from, number(0xc7));
        case 0xca:
            return m_out.writeFloat(from, std::bit_cast<float>(static_cast<uint32_t>(m_out.bigEndian(4))));
        case 0xcb:
            return m_out.writeFloat(from, std::bit_cast<double>(m_out.bigEndian(8)));
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
            return m_out.writeInteger(from, number(0xcc));
        case 0xd0:
            return m_out.writeInteger(from, static_cast<int8_t>(m_out.bigEndian(1)));
        case 0xd1:
            return m_out.writeInteger(from, static_cast<int16_t>(m_out.bigEndian(2)));
        case 0xd2:
            return m_out.writeInteger(from, static_cast<int32_t>(m_out.bigEndian(4)));
        case 0xd3:
            return m_out.writeInteger(from, static_cast<int64_t>(m_out.bigEndian(8)));
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
            return extension(from, uint64_t{1} << (head - 0xd4));
        case 0xd9:
        case 0xda:
        case 0xdb:
            return m_out.writeText(from, m_out.bytes(number(0xd9)));
        case 0xdc:
        case 0xdd:
            return members(from, false, m_out.bigEndian(head == 0xdc ? 2 : 4), depth);
        case 0xde:
        case 0xdf:
            return members(from, true, m_out.bigEndian(head == 0xde ? 2 : 4), depth);
        default:
            return m_out.fail("There is a byte in it that MessagePack does not use.");
        }
    }

    PackedWriter& m_out;
};

class CborText {
public:
    explicit CborText(PackedWriter& out)
        : m_out(out)
    {
    }

    bool value(int depth) { return value(m_out.position(), depth); }

private:
    enum Major : uint8_t { positive, negative, byteString, textString, array, map, tag, simple };
    static constexpr uint8_t kIndefinite = 31;
    static constexpr uint8_t kBreak = 0xff;

    bool value(size_t from, int depth)
    {
        if (m_broke) { // its head has been read: it is not the break
            m_broke = false;
            return value(from - 1, m_head, depth);
        }
        const uint8_t head = m_out.byte();
        return m_out.ok() && value(from, head, depth);
    }
    bool value(size_t from, uint8_t head, int depth)
    {
        const auto major = static_cast<Major>(head >> 5);
        const uint8_t info = head & 0x1f;
        if (head == kBreak)
            return m_out.fail("An end comes where nothing has begun.");
        if (major == simple)
            return simpleValue(from, info);
        if (info == kIndefinite)
            return indefinite(from, major, depth);
        uint64_t number = 0;
        if (!argument(info, number))
            return false;
        switch (major) {
        case positive:
            return m_out.writeInteger(from, number);
        case negative: // -1 - number
            return m_out.write(from, number == UINT64_MAX ? "-18446744073709551616" : "-" + std::to_string(number + 1));
        case byteString:
            return m_out.writeBytes(from, m_out.bytes(number), "bytes");
        case textString:
            return m_out.writeText(from, m_out.bytes(number));
        case array:
        case map:
            return m_out.container(
                from, major == map, depth, [this](int d) { return value(d); }, counted(number));
        default:
            m_out.noteNext("tag " + std::to_string(number));
            return depth < Rendering::kDepthMax ? value(depth + 1) : m_out.fail("It is nested deeper than is shown.");
        }
    }
    bool argument(uint8_t info, uint64_t& number)
    {
        if (info < 24)
            number = info;
        else if (info < 28)
            number = m_out.bigEndian(size_t{1} << (info - 24));
        else
            return m_out.fail("There is a byte in it that CBOR does not use.");
        return m_out.ok();
    }
    bool simpleValue(size_t from, uint8_t info)
    {
        switch (info) {
        case 20:
        case 21:
            return m_out.write(from, info == 21 ? "true" : "false");
        case 22:
            return m_out.write(from, "null");
        case 23:
            m_out.noteNext("undefined");
            return m_out.write(from, "null");
        case 25:
            return m_out.writeFloat(from, half(static_cast<uint16_t>(m_out.bigEndian(2))));
        case 26:
            return m_out.writeFloat(from, std::bit_cast<float>(static_cast<uint32_t>(m_out.bigEndian(4))));
        case 27:
            return m_out.writeFloat(from, std::bit_cast<double>(m_out.bigEndian(8)));
        default:
            break;
        }
        if (info > 24)
            return m_out.fail("There is a byte in it that CBOR does not use.");
        const uint8_t number = info == 24 ? m_out.byte() : info;
        m_out.noteNext("simple " + std::to_string(number));
        return m_out.write(from, "null");
    }
    // RFC 8949, appendix D.
    static float half(uint16_t bits)
    {
        const int exponent = bits >> 10 & 0x1f;
        const int mantissa = bits & 0x3ff;
        const float value = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
            : exponent != 31              ? std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25)
            : mantissa == 0               ? INFINITY
                                          : NAN;
        return bits & 0x8000 ? -value : value;
    }
    // Until the byte 0xff.
    bool indefinite(size_t from, Major major, int depth)
    {
        if (major == byteString || major == textString)
            return chunks(from, major);
        if (major != array && major != map)
            return m_out.fail("There is a byte in it that CBOR does not use.");
        return m_out.container(
            from, major == map, depth, [this](int d) { return value(d); },
            [this] {
                m_head = m_out.byte();
                m_broke = m_out.ok() && m_head != kBreak;
                return m_broke;
            });
    }
    bool chunks(size_t from, Major major)
    {
        std::string whole;
        for (uint8_t head = m_out.byte(); head != kBreak; head = m_out.byte()) {
            uint64_t size = 0;
            if (!m_out.ok() || head >> 5 != major || !argument(head & 0x1f, size))
                return m_out.fail("A part of a string is none.");
            whole += m_out.bytes(size);
        }
        return major == textString ? m_out.writeText(from, whole) : m_out.writeBytes(from, whole, "bytes");
    }

    PackedWriter& m_out;
    uint8_t m_head = 0;
    bool m_broke = false; // m_head is the head of the next value
};

template <typename Text>
Rendering render(std::string_view body)
{
    Rendering out;
    PackedWriter writer(body, out);
    if (Text(writer).value(0) && !writer.atEnd())
        writer.fail("There is more behind the value.");
    if (!out.ok()) {
        out.json.clear();
        out.places.clear();
    }
    return out;
}

} // namespace

Rendering renderMessagePack(std::string_view body)
{
    return render<MessagePackText>(body);
}

Rendering renderCbor(std::string_view body)
{
    return render<CborText>(body);
}

} // namespace tapedeck
