#include "engine/net/http/api/prometheus.h"

#include "engine/net/http/encodings.h"

#include <array>
#include <cstdio>

namespace tapedeck::api {

namespace {

void appendEscaped(std::string& out, std::string_view text)
{
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
}

} // namespace

void PrometheusWriter::family(std::string_view name, std::string_view type, std::string_view help)
{
    m_family = name;
    m_out.append("# HELP ").append(name).append(" ").append(help).append("\n");
    m_out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void PrometheusWriter::sample(uint64_t value, std::string_view labels, std::string_view suffix)
{
    m_out.append(m_family).append(suffix).append(labels).append(" ").append(std::to_string(value)).append("\n");
}

void PrometheusWriter::sample(double value, std::string_view labels, std::string_view suffix)
{
    std::array<char, 40> text;
    const int length = std::snprintf(text.data(), text.size(), "%.9g", value);
    m_out.append(m_family).append(suffix).append(labels).append(" ");
    m_out.append(text.data(), static_cast<size_t>(length)).append("\n");
}

void PrometheusWriter::single(std::string_view name, std::string_view type, std::string_view help, uint64_t value)
{
    family(name, type, help);
    sample(value);
}

std::string PrometheusWriter::labels(Labels pairs)
{
    std::string out = "{";
    for (const auto& [name, value] : pairs) {
        if (out.size() > 1)
            out += ',';
        const bool utf8 = http::isUtf8(value);
        out.append(name).append(utf8 ? "=\"" : "Base64=\"");
        appendEscaped(out, utf8 ? value : http::encodeBase64(value));
        out += '"';
    }
    return out + "}";
}

} // namespace tapedeck::api
