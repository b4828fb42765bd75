// XML, read tolerantly (what is no markup is text, what is not closed ends where its parent does), written as JSON and
// pretty. No document type is read and no entity beyond the five of XML itself is replaced: nothing can grow.
#include "ui/models/rendering.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace tapedeck {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (c & 0x80) != 0;
}

bool endsName(char c)
{
    return isBlank(c) || c == '>' || c == '/' || c == '=' || c == '<';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

void appendUtf8(std::string& out, uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
    } else if (code < 0x10000) {
        out += {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
            static_cast<char>(0x80 | (code & 63))};
    } else {
        out += {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)),
            static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
    }
}

// The code of "#65" or "#x41"; 0: it is none.
uint32_t characterReference(std::string_view name)
{
    const bool hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    uint32_t code = 0;
    for (const char c : name.substr(hexadecimal ? 2 : 1)) {
        const uint32_t digit = c >= '0' && c <= '9' ? static_cast<uint32_t>(c - '0')
            : hexadecimal && c >= 'a' && c <= 'f'   ? static_cast<uint32_t>(c - 'a' + 10)
            : hexadecimal && c >= 'A' && c <= 'F'   ? static_cast<uint32_t>(c - 'A' + 10)
                                                    : 99;
        if (digit > 15)
            return 0;
        code = code * (hexadecimal ? 16 : 10) + digit;
        if (code > 0x10ffff)
            return 0;
    }
    return code >= 0xd800 && code <= 0xdfff ? 0 : code;
}

std::string unescaped(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const size_t end = text[i] == '&' ? text.substr(0, std::min(text.size(), i + 12)).find(';', i) : text.npos;
        if (end == text.npos) {
            out += text[i++];
            continue;
        }
        const std::string_view name = text.substr(i + 1, end - i - 1);
        uint32_t code = name == "lt" ? '<'
            : name == "gt"           ? '>'
            : name == "amp"          ? '&'
            : name == "quot"         ? '"'
            : name == "apos"         ? '\''
                                     : 0;
        if (code == 0 && name.size() > 1 && name[0] == '#')
            code = characterReference(name);
        if (code == 0) {
            out += text[i++];
            continue;
        }
        appendUtf8(out, code);
        i = end + 1;
    }
    return out;
}

constexpr uint32_t kNone = UINT32_MAX;

struct XmlNode {
    enum class Kind : unsigned char { element, attribute, text, cdata, comment, other } kind = Kind::element;
    std::string_view name; // of an element or an attribute
    std::string_view text; // without its markup
    size_t begin = 0, tagEnd = 0, end = 0; // tagEnd: of an element's start tag
    uint32_t first = kNone, last = kNone, next = kNone; // children, attributes first
};

class XmlReader {
public:
    explicit XmlReader(std::string_view body)
        : m_body(body)
    {
    }

    // Node 0 is the document.
    std::vector<XmlNode> nodes{1};
    std::string error;

    bool read()
    {
        m_open.push_back(0);
        while (m_at < m_body.size() && error.empty()) {
            const std::string_view rest = m_body.substr(m_at);
            if (rest.starts_with("<!--"))
                block(XmlNode::Kind::comment, 4, "-->");
            else if (rest.starts_with("<![CDATA["))
                block(XmlNode::Kind::cdata, 9, "]]>");
            else if (rest.starts_with("<?"))
                block(XmlNode::Kind::other, 2, "?>");
            else if (rest.starts_with("<!"))
                documentType();
            else if (rest.starts_with("</"))
                endTag();
            else if (rest.size() > 1 && rest[0] == '<' && isNameStart(rest[1]))
                startTag();
            else
                text();
        }
        while (m_open.size() > 1)
            close(m_body.size());
        if (error.empty() && !m_hasElement)
            error = "There is no element in it.";
        return error.empty();
    }

private:
    uint32_t add(XmlNode node)
    {
        if (nodes.size() >= Rendering::kValuesMax) {
            error = "It has more nodes than are shown.";
            return 0;
        }
        const auto index = static_cast<uint32_t>(nodes.size());
        XmlNode& parent = nodes[m_open.back()];
        if (parent.last != kNone)
            nodes[parent.last].next = index;
        else
            parent.first = index;
        parent.last = index;
        nodes.push_back(node);
        return index;
    }
    void block(XmlNode::Kind kind, size_t opening, std::string_view closing)
    {
        const size_t end = m_body.find(closing, m_at + opening);
        const size_t contentEnd = end == m_body.npos ? m_body.size() : end;
        XmlNode node;
        node.kind = kind;
        node.begin = m_at;
        node.text = m_body.substr(m_at + opening, contentEnd - m_at - opening);
        m_at = node.end = end == m_body.npos ? m_body.size() : end + closing.size();
        add(node);
    }
    void documentType()
    {
        XmlNode node;
        node.kind = XmlNode::Kind::other;
        node.begin = m_at;
        int depth = 0;
        for (; m_at < m_body.size(); ++m_at) {
            depth += m_body[m_at] == '[';
            depth -= m_body[m_at] == ']';
            if (m_body[m_at] == '>' && depth <= 0)
                break;
        }
        m_at = node.end = std::min(m_body.size(), m_at + 1);
        add(node);
    }
    void text()
    {
        XmlNode node;
        node.kind = XmlNode::Kind::text;
        node.begin = m_at;
        const size_t end = m_body.find('<', m_at + 1);
        m_at = node.end = end == m_body.npos ? m_body.size() : end;
        node.text = m_body.substr(node.begin, node.end - node.begin);
        if (m_open.size() == 1 && !trimmed(node.text).empty() && !m_hasElement)
            error = "It does not begin with markup.";
        else if (!trimmed(node.text).empty())
            add(node);
    }
    std::string_view name()
    {
        const size_t begin = m_at;
        while (m_at < m_body.size() && !endsName(m_body[m_at]))
            ++m_at;
        return m_body.substr(begin, m_at - begin);
    }
    void blanks()
    {
        while (m_at < m_body.size() && isBlank(m_body[m_at]))
            ++m_at;
    }
    void close(size_t end)
    {
        nodes[m_open.back()].end = end;
        m_open.pop_back();
    }
    void endTag()
    {
        const size_t begin = m_at;
        m_at += 2;
        const std::string_view wanted = name();
        const size_t end = m_body.find('>', m_at);
        m_at = end == m_body.npos ? m_body.size() : end + 1;
        size_t match = m_open.size();
        while (match > 1 && nodes[m_open[match - 1]].name != wanted)
            --match;
        if (match == 1)
            return; // closes nothing
        while (m_open.size() > match)
            close(begin);
        close(m_at);
    }
    void startTag()
    {
        XmlNode node;
        node.begin = m_at++;
        node.name = name();
        const uint32_t element = add(node);
        if (!error.empty())
            return;
        m_hasElement = true;
        m_open.push_back(element);
        if (m_open.size() > static_cast<size_t>(Rendering::kDepthMax) - 2)
            error = "It is nested deeper than is shown.";
        bool empty = false;
        for (blanks(); m_at < m_body.size() && m_body[m_at] != '>' && m_body[m_at] != '<'; blanks()) {
            empty = m_body[m_at] == '/';
            if (empty || !isNameStart(m_body[m_at]))
                ++m_at;
            else
                attribute();
        }
        if (m_at < m_body.size() && m_body[m_at] == '>')
            ++m_at;
        nodes[element].tagEnd = m_at;
        if (empty)
            close(m_at);
    }
    void attribute()
    {
        XmlNode node;
        node.kind = XmlNode::Kind::attribute;
        node.begin = m_at;
        node.name = name();
        blanks();
        if (m_at < m_body.size() && m_body[m_at] == '=') {
            ++m_at;
            blanks();
            const char quote = m_at < m_body.size() ? m_body[m_at] : ' ';
            if (quote == '"' || quote == '\'') {
                const size_t end = std::min(m_body.find(quote, m_at + 1), m_body.size());
                node.text = m_body.substr(m_at + 1, end - m_at - 1);
                m_at = std::min(m_body.size(), end + 1);
            } else {
                const size_t begin = m_at;
                while (m_at < m_body.size() && !isBlank(m_body[m_at]) && m_body[m_at] != '>')
                    ++m_at;
                node.text = m_body.substr(begin, m_at - begin);
            }
        }
        node.end = m_at;
        add(node);
    }

    std::string_view m_body;
    size_t m_at = 0;
    std::vector<uint32_t> m_open;
    bool m_hasElement = false;
};

// Depth is bounded by the reader.
class XmlAsJson {
public:
    XmlAsJson(const std::vector<XmlNode>& nodes, Rendering& out)
        : m_nodes(nodes)
        , m_out(out)
    {
    }

    void members(const XmlNode& parent)
    {
        std::string& json = m_out.json;
        json += '{';
        bool first = true;
        for (uint32_t at = parent.first; at != kNone; at = m_nodes[at].next) {
            const XmlNode& node = m_nodes[at];
            if (node.kind == XmlNode::Kind::other)
                continue;
            if (!std::exchange(first, false))
                json += ',';
            appendJsonText(json, keyOf(node));
            json += ':';
            value(node);
        }
        json += '}';
    }

private:
    static std::string keyOf(const XmlNode& node)
    {
        switch (node.kind) {
        case XmlNode::Kind::element:
            return std::string(node.name);
        case XmlNode::Kind::attribute:
            return "@" + std::string(node.name);
        case XmlNode::Kind::comment:
            return "#comment";
        default:
            return "#text";
        }
    }
    void value(const XmlNode& node)
    {
        const size_t place = m_out.places.size();
        m_out.places.push_back({m_out.json.size(), node.begin, node.end, {}});
        switch (node.kind) {
        case XmlNode::Kind::element:
            element(node);
            break;
        case XmlNode::Kind::cdata:
        case XmlNode::Kind::comment:
            appendJsonText(m_out.json, node.text);
            m_out.places[place].note = node.kind == XmlNode::Kind::cdata ? "CDATA" : "";
            break;
        default:
            appendJsonText(m_out.json, unescaped(trimmed(node.text)));
        }
    }
    // Text alone is the value.
    void element(const XmlNode& node)
    {
        if (node.first == kNone)
            m_out.json += "\"\"";
        else if (node.first == node.last && m_nodes[node.first].kind == XmlNode::Kind::text)
            appendJsonText(m_out.json, unescaped(trimmed(m_nodes[node.first].text)));
        else
            members(node);
    }

    const std::vector<XmlNode>& m_nodes;
    Rendering& m_out;
};

class XmlLines {
public:
    XmlLines(std::string_view body, const std::vector<XmlNode>& nodes)
        : m_body(body)
        , m_nodes(nodes)
    {
    }

    std::string out;

    void children(const XmlNode& parent, size_t depth)
    {
        for (uint32_t at = parent.first; at != kNone; at = m_nodes[at].next)
            if (m_nodes[at].kind != XmlNode::Kind::attribute)
                line(m_nodes[at], depth);
    }

private:
    void line(const XmlNode& node, size_t depth)
    {
        out.append(depth * 2, ' ');
        if (node.kind != XmlNode::Kind::element) {
            out += node.kind == XmlNode::Kind::text ? trimmed(node.text) : part(node.begin, node.end);
            out += '\n';
            return;
        }
        out += part(node.begin, node.tagEnd);
        uint32_t content = node.first;
        while (content != kNone && m_nodes[content].kind == XmlNode::Kind::attribute)
            content = m_nodes[content].next;
        const bool closed = node.tagEnd == node.end;
        const std::string endTag = closed ? std::string() : "</" + std::string(node.name) + ">";
        if (content == kNone) {
            out += endTag + '\n';
        } else if (content == node.last && m_nodes[content].kind == XmlNode::Kind::text) {
            out += trimmed(m_nodes[content].text);
            out += endTag + '\n';
        } else {
            out += '\n';
            children(node, depth + 1);
            out.append(depth * 2, ' ');
            out += endTag + '\n';
        }
    }
    std::string_view part(size_t begin, size_t end) const { return m_body.substr(begin, end - begin); }

    std::string_view m_body;
    const std::vector<XmlNode>& m_nodes;
};

} // namespace

Rendering renderXml(std::string_view body)
{
    Rendering out;
    if (!isWellFormedUtf8(body)) {
        out.error = "It is no UTF-8.";
        return out;
    }
    XmlReader reader(body);
    if (!reader.read()) {
        out.error = reader.error;
        return out;
    }
    out.places.push_back({0, 0, body.size(), {}});
    XmlAsJson(reader.nodes, out).members(reader.nodes[0]);
    return out;
}

std::string formatXml(std::string_view body)
{
    XmlReader reader(body);
    if (!reader.read())
        return {};
    XmlLines lines(body, reader.nodes);
    lines.children(reader.nodes[0], 0);
    return std::move(lines.out);
}

} // namespace tapedeck
