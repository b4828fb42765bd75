#include "engine/mock/template.h"

#include "engine/base/limits.h"
#include "engine/base/time_forms.h"

#include <cstdio>

namespace tapedeck {

namespace {

void appendQuoted(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", unsigned{byte});
            out += escape;
        } else {
            out += c;
        }
    }
    out += '"';
}

// Nesting is bounded by what Document reads.
void appendNode(std::string& out, const Document& document, uint32_t index)
{
    const DocumentNode& node = document.node(index);
    switch (node.kind) {
    case NodeKind::boolean:
        out += node.truth ? "true" : "false";
        return;
    case NodeKind::number:
        out += node.text;
        return;
    case NodeKind::text:
        appendQuoted(out, node.text);
        return;
    case NodeKind::null:
    case NodeKind::other:
        out += "null";
        return;
    case NodeKind::list:
    case NodeKind::object:
        break;
    }
    const bool object = node.kind == NodeKind::object;
    out += object ? '{' : '[';
    bool isKey = true;
    for (uint32_t child = index + 1; child < node.end; child = document.node(child).end) {
        if (child > index + 1)
            out += object && !isKey ? ':' : ',';
        appendNode(out, document, child);
        isKey = !isKey;
    }
    out += object ? '}' : ']';
}

// A version 4 UUID of RFC 9562.
std::string makeUuid(Random& random)
{
    const uint64_t high = (random.next() & ~uint64_t{0xf000}) | 0x4000;
    const uint64_t low = (random.next() & ~(uint64_t{3} << 62)) | (uint64_t{1} << 63);
    char text[40];
    std::snprintf(text, sizeof text, "%08llx-%04llx-%04llx-%04llx-%012llx", static_cast<unsigned long long>(high >> 32),
        static_cast<unsigned long long>((high >> 16) & 0xffff), static_cast<unsigned long long>(high & 0xffff),
        static_cast<unsigned long long>(low >> 48), static_cast<unsigned long long>(low & 0xffff'ffff'ffff));
    return text;
}

std::string headerOf(std::string_view encoded, std::string_view name)
{
    for (auto& [key, value] : decodeHeaders(encoded)) {
        if (key == name)
            return std::move(value);
    }
    return {};
}

} // namespace

// `isJson`: what is returned is JSON already, or a number.
std::string Template::valueOf(
    const Part& part, const TemplateValues& values, Document& document, bool& documentRead, bool& isJson)
{
    const MessageView& message = values.request.message;
    switch (part.field) {
    case Field::literal:
        return part.text;
    case Field::body:
        return std::string(message.body);
    case Field::key:
        return std::string(message.key);
    case Field::queue:
        return std::string(values.request.queue);
    case Field::exchange:
        return std::string(values.request.exchange);
    case Field::header:
        return headerOf(message.headers, part.text);
    case Field::time:
        return formatTime(message.time);
    case Field::now:
        return formatTime(values.request.now);
    case Field::uuid:
        return makeUuid(values.random);
    case Field::id:
        isJson = true;
        return std::to_string(message.id.value);
    case Field::seq:
        isJson = true;
        return std::to_string(values.seq);
    case Field::random:
        isJson = true;
        return std::to_string(part.least + values.random.next() % (part.most - part.least + 1));
    case Field::json:
        break;
    }
    if (!documentRead) {
        documentRead = true;
        static_cast<void>(document.read(message.body, BodyFormat::json)); // else it is empty
    }
    uint32_t index = document.empty() ? Document::kNone : 0;
    for (const Step& step : part.path) {
        if (index == Document::kNone)
            break;
        index = step.element ? document.element(index, *step.element) : document.member(index, step.member);
    }
    if (index == Document::kNone) {
        isJson = part.asJson;
        return part.asJson ? "null" : "";
    }
    const DocumentNode& node = document.node(index);
    if (node.kind == NodeKind::text)
        return std::string(node.text);
    isJson = true;
    std::string out;
    appendNode(out, document, index);
    return out;
}

void Template::appendPart(
    std::string& out, const Part& part, const TemplateValues& values, Document& document, bool& documentRead)
{
    if (part.field == Field::literal && !part.asJson) {
        out += part.text;
        return;
    }
    bool isJson = false;
    const std::string value = valueOf(part, values, document, documentRead, isJson);
    if (part.asJson && !isJson)
        appendQuoted(out, value);
    else
        out += value;
}

Result<std::string> Template::fill(const TemplateValues& values, size_t bytesMax) const
{
    std::string out;
    if (!m_parts)
        return out;
    Document document;
    bool documentRead = false;
    for (const Part& part : *m_parts) {
        appendPart(out, part, values, document, documentRead);
        if (out.size() > bytesMax)
            return Error{ErrorCode::messageTooBig,
                "a template makes more than " + std::to_string(bytesMax) + " bytes of this message"};
    }
    return out;
}

} // namespace tapedeck
