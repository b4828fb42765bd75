#include "engine/route/program_text.h"

#include "engine/base/text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace tapedeck {

namespace {

bool isDigitOf(bool hex, char c)
{
    return hex ? hexDigit(c) >= 0 : isDigit(c);
}

// `lower` is in lower case.
bool beginsWith(std::string_view text, std::string_view lower)
{
    return text.size() >= lower.size()
        && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) { return a == (b | 0x20); });
}

bool isWordCharacter(char c)
{
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

// Bytes of "inf", "infinity", "nan" or "nan(word)" at the beginning, and its value.
NumberRead readWord(std::string_view text)
{
    if (beginsWith(text, "inf"))
        return {std::numeric_limits<double>::infinity(), beginsWith(text, "infinity") ? size_t{8} : size_t{3}};
    if (!beginsWith(text, "nan"))
        return {};
    size_t bytes = 3;
    if (text.size() > bytes && text[bytes] == '(') {
        size_t end = bytes + 1;
        while (end < text.size() && isWordCharacter(text[end]))
            ++end;
        if (end < text.size() && text[end] == ')')
            bytes = end + 1;
    }
    return {std::numeric_limits<double>::quiet_NaN(), bytes};
}

// Where a number without its sign and 0x ends, and what its first digit is worth.
struct Scan {
    size_t bytes = 0; // 0 = it has no digit
    int64_t magnitude =
        0; // the number lies between b^(magnitude-1) and b^magnitude; b is 10, or 2 if it is hexadecimal
};

Scan scanNumber(std::string_view text, bool hex)
{
    Scan scan;
    bool point = false, digits = false, begun = false;
    size_t at = 0;
    for (; at < text.size() && (isDigitOf(hex, text[at]) || (text[at] == '.' && !point)); ++at) {
        if (text[at] == '.') {
            point = true;
            continue;
        }
        digits = true;
        begun = begun || text[at] != '0';
        scan.magnitude += begun && !point ? 1 : !begun && point ? -1 : 0;
    }
    if (!digits)
        return {};
    scan.bytes = at;
    scan.magnitude *= hex ? 4 : 1;
    if (at == text.size() || (text[at] | 0x20) != (hex ? 'p' : 'e'))
        return scan;
    ++at;
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (negative || text[at] == '+'))
        ++at;
    int64_t exponent = 0;
    for (; at < text.size() && isDigit(text[at]); ++at) {
        exponent = std::min<int64_t>(exponent * 10 + (text[at] - '0'), 1'000'000'000);
        scan.bytes = at + 1; // an exponent without digits does not belong to the number
    }
    scan.magnitude += negative ? -exponent : exponent;
    return scan;
}

} // namespace

NumberRead readNumber(std::string_view text)
{
    const size_t sign = !text.empty() && (text[0] == '+' || text[0] == '-');
    const double factor = sign && text[0] == '-' ? -1 : 1;
    const std::string_view number = text.substr(sign);
    if (NumberRead word = readWord(number); word.bytes)
        return {factor * word.value, sign + word.bytes};

    // "0x" without a digit behind it is the number 0 and an x.
    Scan scan = beginsWith(number, "0x") ? scanNumber(number.substr(2), true) : Scan();
    const bool hex = scan.bytes > 0;
    if (!hex)
        scan = scanNumber(number, false);
    if (scan.bytes == 0)
        return {};
    // from_chars gets just the number: that of gcc 12 takes more than one sign in a hexadecimal exponent.
    const std::string_view digits = number.substr(hex ? 2 : 0, scan.bytes);
    double value = 0;
    const auto code = std::from_chars(
        digits.data(), digits.data() + digits.size(), value, hex ? std::chars_format::hex : std::chars_format::general)
                          .ec;
    // What no double can hold is so far from 1 that the magnitude tells on which side.
    if (code == std::errc::result_out_of_range)
        value = scan.magnitude > 0 ? std::numeric_limits<double>::infinity() : 0;
    return {factor * value, sign + (hex ? 2 : 0) + scan.bytes};
}

std::string quotedText(std::string_view bytes)
{
    constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n' || c == '\r' || c == '\t')
            (out += '\\') += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        else if (byte < 0x20 || byte == 0x7f)
            ((out += "\\x") += kHex[byte >> 4]) += kHex[byte & 15];
        else
            out += c;
    }
    return out += '"';
}

} // namespace tapedeck
