#include "engine/net/http/blockqueue/go_duration.h"

#include "engine/base/text.h"

#include <array>
#include <utility>

namespace tapedeck::blockqueue {

namespace {

constexpr uint64_t kBeyond = uint64_t{1} << 63; // the magnitude of the smallest int64_t

constexpr std::array<std::pair<std::string_view, uint64_t>, 8> kUnits = {{
    {"ns", 1},
    {"us", 1'000},
    {"\xc2\xb5s", 1'000}, // the micro sign
    {"\xce\xbcs", 1'000}, // the Greek letter
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
}};

uint64_t unitOf(std::string_view name)
{
    for (const auto& [unit, nanoseconds] : kUnits) {
        if (unit == name)
            return nanoseconds;
    }
    return 0;
}

// Digits from the front of `text`. False if they are more than 2^63.
bool takeInteger(std::string_view& text, uint64_t& value)
{
    for (value = 0; !text.empty() && isDigit(text.front()); text.remove_prefix(1)) {
        const auto digit = static_cast<uint64_t>(text.front() - '0');
        if (value > kBeyond / 10 || value * 10 + digit > kBeyond)
            return false;
        value = value * 10 + digit;
    }
    return true;
}

// Digits behind the point. What is finer than 64 bits can say is skipped.
struct Fraction {
    uint64_t digits = 0;
    double scale = 1;
};
Fraction takeFraction(std::string_view& text)
{
    Fraction fraction;
    bool full = false;
    for (; !text.empty() && isDigit(text.front()); text.remove_prefix(1)) {
        const auto digit = static_cast<uint64_t>(text.front() - '0');
        full = full || fraction.digits > (kBeyond - 1) / 10 || fraction.digits * 10 + digit > kBeyond;
        if (full)
            continue;
        fraction.digits = fraction.digits * 10 + digit;
        fraction.scale *= 10;
    }
    return fraction;
}

Error refuse(const std::string& what, std::string_view text)
{
    return Error{ErrorCode::invalidArgument, "time: " + what + " in duration " + quoteLikeGo(text)};
}

Error invalid(std::string_view text)
{
    return Error{ErrorCode::invalidArgument, "time: invalid duration " + quoteLikeGo(text)};
}

} // namespace

Result<int64_t> parseGoDuration(std::string_view text)
{
    std::string_view rest = text;
    bool negative = false;
    if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
        negative = rest.front() == '-';
        rest.remove_prefix(1);
    }
    if (rest == "0")
        return int64_t{0};
    if (rest.empty())
        return invalid(text);
    uint64_t total = 0;
    while (!rest.empty()) {
        const size_t before = rest.size();
        uint64_t value = 0;
        if (!takeInteger(rest, value))
            return invalid(text);
        bool hasDigits = rest.size() != before;
        Fraction fraction;
        if (!rest.empty() && rest.front() == '.') {
            rest.remove_prefix(1);
            const size_t digits = rest.size();
            fraction = takeFraction(rest);
            hasDigits = hasDigits || rest.size() != digits;
        }
        if (!hasDigits)
            return invalid(text);
        size_t unitLength = 0;
        while (unitLength < rest.size() && rest[unitLength] != '.' && !isDigit(rest[unitLength]))
            ++unitLength;
        if (unitLength == 0)
            return refuse("missing unit", text);
        const std::string_view unit = rest.substr(0, unitLength);
        rest.remove_prefix(unitLength);
        const uint64_t nanoseconds = unitOf(unit);
        if (nanoseconds == 0)
            return refuse("unknown unit " + quoteLikeGo(unit), text);
        if (value > kBeyond / nanoseconds)
            return invalid(text);
        value *= nanoseconds;
        if (fraction.digits > 0) {
            const double part =
                static_cast<double>(fraction.digits) * (static_cast<double>(nanoseconds) / fraction.scale);
            value += static_cast<uint64_t>(part);
        }
        if (value > kBeyond || total + value > kBeyond)
            return invalid(text);
        total += value;
    }
    if (negative)
        return static_cast<int64_t>(0 - total);
    if (total == kBeyond)
        return invalid(text);
    return static_cast<int64_t>(total);
}

std::string quoteLikeGo(std::string_view text)
{
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x80) {
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
            continue;
        }
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

Duration fromNanoseconds(int64_t nanoseconds)
{
    const int64_t rest = nanoseconds % 1000;
    return Duration{nanoseconds / 1000 + (rest > 0 ? 1 : rest < 0 ? -1 : 0)};
}

} // namespace tapedeck::blockqueue
