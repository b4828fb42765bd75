#include "ui/models/decoder.h"

#include "ui/models/json_scan.h"
#include "ui/models/unpack.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <algorithm>

namespace tapedeck {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("tapedeck", text);
}

QString notThis(Codec codec, const std::string& why)
{
    return tr("This is not %1: %2").arg(codecName(codec), QString::fromStdString(why));
}

QString damaged(Codec codec, const std::string& why)
{
    return tr("Damaged %1, up to where it can be read: %2").arg(codecName(codec), QString::fromStdString(why));
}

QString notJson(const JsonError& error)
{
    return tr("Not JSON: %1\nLine %2, column %3.").arg(error.text).arg(error.line).arg(error.column);
}

Packing packingOf(Codec codec)
{
    return static_cast<Packing>(codec); // the same order
}

std::string_view trimmedFront(std::string_view text)
{
    const size_t at = text.find_first_not_of(" \t\r\n");
    return at == text.npos ? std::string_view() : text.substr(at);
}

// Text as people write it: no control characters but those of lines.
bool isReadable(std::string_view bytes, bool whole)
{
    // The head of a body may end inside of a character.
    size_t cut = 0;
    while (!whole && cut < 3 && !isWellFormedUtf8(bytes.substr(0, bytes.size() - cut)) && cut < bytes.size())
        ++cut;
    if (!isWellFormedUtf8(bytes.substr(0, bytes.size() - cut)))
        return false;
    return std::none_of(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\x1b' && c != '\f' && c != '\b';
    });
}

bool beginsLikeJson(std::string_view bytes)
{
    const std::string_view text = trimmedFront(bytes);
    return !text.empty() && (text.front() == '{' || text.front() == '[');
}

bool isUtf16(std::string_view bytes)
{
    return bytes.size() >= 2 && (bytes.substr(0, 2) == "\xff\xfe" || bytes.substr(0, 2) == "\xfe\xff");
}

// A map or a list: any byte at all would be a MessagePack or CBOR number.
bool packedMessagePack(std::string_view bytes)
{
    const auto head = bytes.empty() ? 0u : static_cast<unsigned char>(bytes.front());
    return ((head >= 0x80 && head < 0xa0) || (head >= 0xdc && head <= 0xdf)) && renderMessagePack(bytes).ok();
}

bool packedCbor(std::string_view bytes)
{
    const auto head = bytes.empty() ? 0u : static_cast<unsigned char>(bytes.front());
    return head >> 5 >= 4 && head >> 5 <= 6 && renderCbor(bytes).ok();
}

bool says(const std::string& header, std::string_view word)
{
    return std::search(header.begin(), header.end(), word.begin(), word.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
    }) != header.end();
}

class Decoding {
public:
    Decoding(std::shared_ptr<const std::string> body, bool whole, const DecodeHints& hints, size_t bytesMax)
        : m_hints(hints)
        , m_bytesMax(std::max<size_t>(bytesMax, 1))
        , m_whole(whole)
    {
        out.bytes = std::move(body);
    }

    Decoded out;

    void run(const std::vector<Codec>& chosen)
    {
        for (size_t i = 0; i < Decoded::kStepsMax; ++i) {
            Codec codec = i < chosen.size() ? chosen[i] : guess();
            if (unpacks(codec) && i + 1 == Decoded::kStepsMax)
                codec = plain();
            out.steps.push_back(codec);
            if (!unpacks(codec)) {
                show(codec);
                return;
            }
            if (!unpackStep(codec)) {
                out.steps.push_back(plain());
                return show(out.steps.back());
            }
        }
    }

private:
    bool checkable() const { return m_whole && !out.cut && out.bytes->size() <= Decoded::kCheckedBytes; }
    Codec plain() const
    {
        return isReadable(std::string_view(*out.bytes).substr(0, Decoded::kCheckedBytes), checkable()) ? Codec::text
                                                                                                       : Codec::binary;
    }

    Codec guess()
    {
        const std::string_view bytes = *out.bytes;
        for (const Codec codec : {Codec::gzip, Codec::zstd, Codec::zlib})
            if (looksPacked(packingOf(codec), bytes))
                return codec;
        if (looksImage(bytes))
            return Codec::image;
        if (isUtf16(bytes))
            return Codec::utf16;
        const bool whole = checkable();
        if (plain() == Codec::binary)
            return guessPacked(bytes, whole);
        m_isJson = whole && !trimmedFront(bytes).empty() && !checkJson(bytes);
        if (m_isJson)
            return Codec::json;
        if (whole && trimmedFront(bytes).starts_with('<') && renderXml(bytes).ok())
            return Codec::xml;
        const bool asked = says(m_hints.contentEncoding, "base64");
        if (looksPacked(Packing::base64, bytes) && (asked || hidesSomething(bytes)))
            return Codec::base64;
        if (whole && says(m_hints.contentType, "msgpack") && renderMessagePack(bytes).ok())
            return Codec::messagePack;
        return Codec::text;
    }
    Codec guessPacked(std::string_view bytes, bool whole) const
    {
        if (!whole)
            return Codec::binary;
        if (says(m_hints.contentType, "cbor") && renderCbor(bytes).ok())
            return Codec::cbor;
        if (says(m_hints.contentType, "msgpack") && renderMessagePack(bytes).ok())
            return Codec::messagePack;
        return packedMessagePack(bytes) ? Codec::messagePack : packedCbor(bytes) ? Codec::cbor : Codec::binary;
    }
    // Many a word could be base64: only what becomes something known is taken for it.
    static bool hidesSomething(std::string_view bytes)
    {
        const Unpacked inside = unpack(Packing::base64, bytes, size_t{64} << 10);
        if (inside.bytes.size() < 4)
            return false;
        for (const Packing packing : {Packing::gzip, Packing::zstd, Packing::zlib})
            if (looksPacked(packing, inside.bytes))
                return true;
        return looksImage(inside.bytes) || (beginsLikeJson(inside.bytes) && (inside.cut || !checkJson(inside.bytes)))
            || (trimmedFront(inside.bytes).starts_with('<') && isReadable(inside.bytes, !inside.cut));
    }
    bool unpackStep(Codec codec)
    {
        Unpacked result = unpack(packingOf(codec), *out.bytes, m_bytesMax);
        if (!result.ok && result.bytes.empty()) {
            out.error = notThis(codec, result.error);
            return false;
        }
        if (!result.ok)
            out.error = damaged(codec, result.error);
        out.cut = out.cut || result.cut || !m_whole || !result.ok;
        m_whole = true; // from now on `cut` says it
        out.bytes = std::make_shared<const std::string>(std::move(result.bytes));
        return true;
    }
    void render(Rendering rendering, Codec codec)
    {
        out.hasTree = rendering.ok();
        if (!rendering.ok())
            out.error = notThis(codec, rendering.error);
        out.rendering = std::move(rendering);
    }
    void show(Codec codec)
    {
        const std::string& bytes = *out.bytes;
        const bool readsAll =
            codec == Codec::json || codec == Codec::messagePack || codec == Codec::cbor || codec == Codec::xml;
        if (readsAll && !checkable())
            return; // the panel says why
        switch (codec) {
        case Codec::json:
        case Codec::text:
            if (codec == Codec::json || (beginsLikeJson(bytes) && checkable()))
                showJson(codec == Codec::json);
            break;
        case Codec::messagePack:
            render(renderMessagePack(bytes), codec);
            break;
        case Codec::cbor:
            render(renderCbor(bytes), codec);
            break;
        case Codec::xml:
            render(renderXml(bytes), codec);
            if (out.hasTree)
                out.formatted = formatXml(bytes);
            break;
        case Codec::utf16:
            out.formatted = QStringDecoder(QStringDecoder::Utf16)(
                QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())))
                                .
                                operator QString()
                                .toStdString();
            break;
        case Codec::latin1:
            out.formatted = QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size())).toStdString();
            break;
        default:
            break;
        }
    }
    void showJson(bool asked)
    {
        if (m_isJson && asked) { // once is enough
            out.hasTree = true;
            return;
        }
        const auto error = checkJson(*out.bytes);
        out.hasTree = asked && !error;
        if (!error)
            return;
        out.notJson = notJson(*error);
    }

    const DecodeHints& m_hints;
    const size_t m_bytesMax;
    bool m_whole;
    bool m_isJson = false; // the last guess
};

} // namespace

QString codecName(Codec codec)
{
    switch (codec) {
    case Codec::gzip:
        return QStringLiteral("gzip");
    case Codec::zlib:
        return QStringLiteral("zlib");
    case Codec::zstd:
        return QStringLiteral("zstd");
    case Codec::base64:
        return QStringLiteral("base64");
    case Codec::json:
        return QStringLiteral("JSON");
    case Codec::messagePack:
        return QStringLiteral("MessagePack");
    case Codec::cbor:
        return QStringLiteral("CBOR");
    case Codec::xml:
        return QStringLiteral("XML");
    case Codec::text:
        return tr("Text");
    case Codec::utf16:
        return tr("Text, UTF-16");
    case Codec::latin1:
        return tr("Text, Latin-1");
    case Codec::image:
        return tr("Image");
    case Codec::binary:
        return tr("Binary");
    }
    return {};
}

Decoded decode(std::shared_ptr<const std::string> body, bool whole, const DecodeHints& hints,
    const std::vector<Codec>& chosen, size_t bytesMax)
{
    Decoding decoding(std::move(body), whole, hints, bytesMax);
    decoding.run(chosen);
    return std::move(decoding.out);
}

bool looksImage(std::string_view bytes)
{
    using namespace std::string_view_literals;
    return bytes.starts_with("\x89PNG\r\n\x1a\n"sv) || bytes.starts_with("\xff\xd8\xff"sv)
        || bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)
        || (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv));
}

} // namespace tapedeck
