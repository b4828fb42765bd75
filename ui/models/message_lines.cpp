#include "ui/models/message_lines.h"

#include "ui/models/json_scan.h"

namespace tapedeck {

namespace {

// Bytes in rows, as in the hex view, so that a change in the middle stays a change of some rows.
std::string hexRows(std::string_view bytes)
{
    static constexpr char kHex[] = "0123456789abcdef";
    static constexpr size_t kRow = 16;
    std::string out;
    for (size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        out += {kHex[byte >> 4], kHex[byte & 15], i % kRow == kRow - 1 ? '\n' : ' '};
    }
    return out;
}

} // namespace

DecodeHints hintsOf(const HeaderList& headers)
{
    DecodeHints hints;
    for (const auto& [name, value] : headers) {
        const QString known = QString::fromStdString(name).toLower();
        if (known == QLatin1String("content-type"))
            hints.contentType = value;
        else if (known == QLatin1String("content-encoding"))
            hints.contentEncoding = value;
    }
    return hints;
}

std::string readableText(const Decoded& decoded)
{
    if (decoded.steps.empty())
        return {};
    const Codec codec = decoded.steps.back();
    if (!decoded.formatted.empty())
        return decoded.formatted;
    if (decoded.hasTree)
        return formatJson(codec == Codec::json ? *decoded.bytes : decoded.rendering.json);
    return *decoded.bytes;
}

MessageLines messageLines(
    const MessageAnswer& message, std::shared_ptr<const std::string> body, const std::vector<Codec>& chosen)
{
    MessageLines out;
    out.lines.push_back("key: " + message.key);
    for (const auto& [name, value] : message.headers)
        out.lines.push_back(name + ": " + value);
    out.lines.emplace_back();
    const bool whole = body->size() <= MessageLines::kBytesMax;
    if (!whole)
        body = std::make_shared<const std::string>(body->substr(0, MessageLines::kBytesMax));
    const Decoded decoded = decode(std::move(body), whole, hintsOf(message.headers), chosen, MessageLines::kBytesMax);
    out.cut = !whole || decoded.cut;
    const bool bytes = decoded.steps.back() == Codec::binary || decoded.steps.back() == Codec::image;
    const std::string text = bytes ? hexRows(*decoded.bytes) : readableText(decoded);
    for (size_t at = 0; at < text.size();) {
        if (out.lines.size() >= MessageLines::kLinesMax) {
            out.cut = true;
            break;
        }
        const size_t end = std::min(text.find('\n', at), text.size());
        out.lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

} // namespace tapedeck
