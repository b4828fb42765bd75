#include "engine/net/http/restmq/xml_rpc.h"

#include "engine/base/limits.h"
#include "engine/base/text.h"
#include "engine/net/http/encodings.h"

#include <pugixml.hpp>

namespace tapedeck::restmq {

namespace {

Error notACall(std::string_view why)
{
    return {ErrorCode::invalidArgument, std::string(why)};
}

// Tags that are open at once at most. Counted before the parser builds anything.
bool isTooDeep(std::string_view text)
{
    size_t depth = 0;
    for (size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (next == '/') {
            depth -= depth > 0 ? 1 : 0;
        } else if (next != '?' && next != '!') {
            const size_t end = text.find('>', i);
            if (end != std::string_view::npos && text[end - 1] == '/')
                continue;
            if (++depth > limits::kXmlDepthMax)
                return true;
        }
    }
    return false;
}

// All text of a node, in one piece.
std::string textOf(const pugi::xml_node& node)
{
    std::string text;
    for (const pugi::xml_node& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
            text += child.value();
    }
    return text;
}

// A <value>: <string> or bare text is a string, other types are not.
std::optional<std::string> stringOf(const pugi::xml_node& value)
{
    for (const pugi::xml_node& child : value.children()) {
        if (child.type() != pugi::node_element)
            continue;
        if (std::string_view(child.name()) != "string")
            return std::nullopt;
        return textOf(child);
    }
    return textOf(value);
}

// Characters that XML cannot carry become U+FFFD.
std::string escaped(std::string_view bytes)
{
    std::string out;
    for (const char c : http::toUtf8(bytes)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '\r')
            out += "&#13;";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n')
            out += "\xef\xbf\xbd";
        else
            out += c;
    }
    return out;
}

std::string member(std::string_view name, std::string_view value)
{
    return "<member>\n<name>" + std::string(name) + "</name>\n<value>" + std::string(value) + "</value>\n</member>\n";
}

std::string stringValue(std::string_view text)
{
    return "<string>" + escaped(text) + "</string>";
}

std::string response(std::string_view value)
{
    return "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>" + std::string(value)
        + "</value>\n</param>\n</params>\n</methodResponse>\n";
}

} // namespace

Result<XmlCall> parseXmlCall(std::string_view text)
{
    if (text.size() > limits::kXmlBytesMax)
        return notACall("the call is too large");
    if (isTooDeep(text))
        return notACall("the call is nested too deeply");
    pugi::xml_document document;
    const unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata;
    const pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
    if (!parsed)
        return notACall(parsed.description());
    const pugi::xml_node call = document.child("methodCall");
    const pugi::xml_node name = call.child("methodName");
    if (!name)
        return notACall("no methodCall with a methodName");
    XmlCall result;
    result.method = trimmed(textOf(name), " \t\r\n");
    for (const pugi::xml_node& parameter : call.child("params").children("param")) {
        if (result.parameters.size() == limits::kXmlParametersMax)
            return notACall("too many parameters");
        result.parameters.push_back(stringOf(parameter.child("value")));
    }
    return result;
}

std::string xmlTextResponse(std::string_view text)
{
    return response(stringValue(text));
}

std::string xmlMessageResponse(std::string_view value, std::string_view key)
{
    return response("<struct>\n" + member("count", "<int>0</int>") + member("value", stringValue(value))
        + member("key", stringValue(key)) + "</struct>");
}

std::string xmlFault(int code, std::string_view text)
{
    return "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n"
        + member("faultCode", "<int>" + std::to_string(code) + "</int>") + member("faultString", stringValue(text))
        + "</struct></value>\n</fault>\n</methodResponse>\n";
}

} // namespace tapedeck::restmq
