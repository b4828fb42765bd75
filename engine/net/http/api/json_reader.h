// Reading JSON that clients send: strictly, with a limit of depth, and with errors that say which member is wrong, what
// was expected, and which known member an unknown one resembles. 64-bit integers are never rounded.
//
// Pure; works on untrusted bytes. Never throws.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::api {

using Json = nlohmann::json;

// Values in one text, those inside lists and objects included. A value needs two bytes of text but up to a hundred
// bytes of memory, so this and not the size of the text bounds the memory: 1,000,000 values are at most some 100 MB.
inline constexpr size_t kJsonValuesMax = 1'000'000;

// One whole JSON text. Errors (invalidArgument): not JSON, deeper than limits::kJsonDepthMax, a member twice in one
// object, numbers that no double holds; (messageTooBig): more than kJsonValuesMax values.
Result<Json> parseJson(std::string_view text);

// Digits only, up to 2^64-1.
std::optional<uint64_t> parseUnsigned(std::string_view digits);
// "250ms", "30s", "5m", "1500us", digits (seconds).
std::optional<Duration> parseLength(std::string_view text);
// RFC 3339, "now", "now-5m", "-5m", seconds since 1970 with a fraction; without an offset in UTC.
std::optional<Time> parseMoment(std::string_view text, Time now);
// " Did you mean `x`?", or nothing if no word is near.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

// The members of one object, each asked for by name. Absent members are nothing; members of a wrong type are nothing
// too, and the first such error stays until finish(). Names are of static storage.
class ObjectReader {
public:
    // `where` says in errors which object it is: "" for the outermost one, "[3]", "retention".
    // `object` must outlive the reader.
    ObjectReader(const Json& object, std::string where = {});

    bool has(std::string_view name);
    std::optional<std::string> text(std::string_view name);
    // From `name` (text) or `nameBase64`; both at once are an error.
    std::optional<std::string> bytes(std::string_view name);
    std::optional<uint64_t> number(std::string_view name, uint64_t max = UINT64_MAX);
    std::optional<double> decimal(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<MessageId> id(std::string_view name);
    std::optional<std::vector<uint64_t>> ids(std::string_view name);
    std::optional<Duration> duration(std::string_view name, bool forever = false); // "forever" is kKeepForever
    std::optional<Time> time(std::string_view name, Time now);
    // The index of the word in the list.
    std::optional<size_t> word(std::string_view name, std::initializer_list<std::string_view> words);
    // Whatever stands there; null if nothing.
    const Json* any(std::string_view name);
    // As `where` for a reader of a member's value.
    std::string pathOf(std::string_view name) const;

    void fail(std::string text);
    void expected(std::string_view name, std::string_view what);
    bool ok() const { return m_error.empty(); }
    // The first error, also that of a member that nobody has asked for.
    Status finish();

private:
    const Json* m_object = nullptr;
    std::string m_where;
    std::string m_error;
    std::vector<std::string_view> m_known;
};

} // namespace tapedeck::api
