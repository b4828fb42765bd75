#include "app/terminal.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace tapedeck {

namespace {

struct Decoded {
    uint32_t codePoint = 0;
    size_t bytes = 0; // 0 = not UTF-8
};

// One code point (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
Decoded decodeUtf8(std::string_view text)
{
    auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    size_t length = lead >= 0xf0 && lead < 0xf5 ? 4
        : lead >= 0xe0 && lead < 0xf0           ? 3
        : lead >= 0xc2 && lead < 0xe0           ? 2
                                                : 0;
    if (length == 0 || text.size() < length)
        return {};
    uint32_t point = lead & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return {};
        point = point << 6 | (byte(i) & 0x3fU);
    }
    constexpr uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return {};
    return {point, length};
}

// Characters that print nothing or change how others are shown: line separators, direction marks and overrides,
// zero-width ones, tags (Unicode technical report 36).
bool isTreacherous(uint32_t point)
{
    return (point >= 0x80 && point <= 0x9f) || point == 0xad || point == 0x61c || (point >= 0x200b && point <= 0x200f)
        || (point >= 0x2028 && point <= 0x202e) || (point >= 0x2060 && point <= 0x206f) || point == 0xfeff
        || (point >= 0xfff9 && point <= 0xfffb) || (point >= 0xe0000 && point <= 0xe007f);
}

bool isNumber(std::string_view text)
{
    return !text.empty()
        && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == '.'; });
}

} // namespace

std::string escapeForTerminal(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    char buffer[16];
    for (size_t at = 0; at < bytes.size();) {
        unsigned char c = static_cast<unsigned char>(bytes[at]);
        auto [point, length] = decodeUtf8(bytes.substr(at));
        if (c == '\n' || c == '\r' || c == '\t' || c == '\\') {
            out += '\\';
            out += c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : '\\';
        } else if (length == 0 || c < 0x20 || c == 0x7f) {
            std::snprintf(buffer, sizeof buffer, "\\x%02x", c);
            out += buffer;
        } else if (isTreacherous(point)) {
            std::snprintf(buffer, sizeof buffer, "\\u{%x}", point);
            out += buffer;
        } else {
            out += bytes.substr(at, length);
        }
        at += length ? length : 1;
    }
    return out;
}

size_t columnsOf(std::string_view utf8)
{
    return static_cast<size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void TextTable::row(std::vector<std::string> cells)
{
    for (std::string& cell : cells)
        cell = escapeForTerminal(cell);
    cells.resize(m_headings.size());
    m_rows.push_back(std::move(cells));
}

std::string inBold(std::string_view text, bool colour)
{
    return colour ? "\033[1m" + std::string(text) + "\033[0m" : std::string(text);
}

std::string inGrey(std::string_view text, bool colour)
{
    return colour ? "\033[2m" + std::string(text) + "\033[0m" : std::string(text);
}

std::string inRed(std::string_view text, bool colour)
{
    return colour ? "\033[31m" + std::string(text) + "\033[0m" : std::string(text);
}

std::string TextTable::text(bool colour) const
{
    std::vector<size_t> widths;
    std::vector<bool> right;
    for (size_t column = 0; column < m_headings.size(); ++column) {
        size_t width = columnsOf(m_headings[column]);
        bool numbers = !m_rows.empty();
        for (const auto& cells : m_rows) {
            width = std::max(width, columnsOf(cells[column]));
            numbers = numbers && (cells[column].empty() || isNumber(cells[column]));
        }
        widths.push_back(width);
        right.push_back(numbers);
    }
    std::string out;
    auto line = [&](const std::vector<std::string>& cells) {
        for (size_t column = 0; column < cells.size(); ++column) {
            std::string gap(widths[column] - columnsOf(cells[column]), ' ');
            if (right[column])
                out += gap;
            out += cells[column];
            if (column + 1 < cells.size())
                out += (right[column] ? "" : gap) + "  ";
        }
        out += '\n';
    };
    line(m_headings);
    if (colour)
        out = inBold(out.substr(0, out.size() - 1), true) + "\n";
    for (const auto& cells : m_rows)
        line(cells);
    return out;
}

bool colourWanted(const Environment& environment)
{
    return isatty(STDOUT_FILENO) && !environment.get("NO_COLOR");
}

std::string grouped(uint64_t n)
{
    std::string digits = std::to_string(n);
    for (size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

std::string humanBytes(uint64_t bytes)
{
    if (bytes < 1000)
        return std::to_string(bytes) + " B";
    double value = static_cast<double>(bytes);
    const char* unit = "";
    for (const char* next : {"kB", "MB", "GB", "TB"}) {
        value /= 1000;
        unit = next;
        if (value < 999.95)
            break;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", value, unit);
    return text;
}

} // namespace tapedeck
