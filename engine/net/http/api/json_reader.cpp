#include "engine/net/http/api/json_reader.h"

#include "engine/base/limits.h"
#include "engine/base/time_forms.h"
#include "engine/base/value_forms.h"
#include "engine/net/http/encodings.h"
#include "engine/queue/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tapedeck::api {

namespace {

// Builds the value while it is parsed, so that the limits hold before anything is built.
class Builder final : public nlohmann::json_sax<Json> {
public:
    Json root;
    Error error{ErrorCode::invalidArgument, {}};

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(int64_t value) override { return add(value); }
    bool number_unsigned(uint64_t value) override { return add(value); }
    bool number_float(double value, const std::string&) override { return add(value); }
    bool string(std::string& value) override { return add(std::move(value)); }
    bool binary(Json::binary_t&) override { return fail("Binary data is no JSON."); }
    bool start_object(size_t) override { return open(Json::object()); }
    bool start_array(size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(std::string& name) override
    {
        if (m_stack.back()->contains(name))
            return fail("The member `" + name + "` is there twice.");
        m_key = std::move(name);
        return true;
    }
    bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        return fail("This is no JSON: the error is at byte " + std::to_string(position) + ".");
    }

private:
    bool fail(std::string text)
    {
        error.text = std::move(text);
        return false;
    }
    bool fits()
    {
        if (++m_values <= kJsonValuesMax)
            return true;
        error.code = ErrorCode::messageTooBig;
        return fail("The JSON has more than " + std::to_string(kJsonValuesMax) + " values; send it in parts.");
    }
    Json* put(Json value)
    {
        if (m_stack.empty()) {
            root = std::move(value);
            return &root;
        }
        Json& parent = *m_stack.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[m_key] = std::move(value));
    }
    bool add(Json value)
    {
        if (!fits())
            return false;
        put(std::move(value));
        return true;
    }
    bool open(Json container)
    {
        if (m_stack.size() >= static_cast<size_t>(limits::kJsonDepthMax))
            return fail("The JSON is nested deeper than " + std::to_string(limits::kJsonDepthMax) + " levels.");
        if (!fits())
            return false;
        m_stack.push_back(put(std::move(container)));
        return true;
    }
    bool close()
    {
        m_stack.pop_back();
        return true;
    }

    std::vector<Json*> m_stack;
    std::string m_key;
    size_t m_values = 0;
};

size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = j;
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = std::exchange(row[0], i + 1);
        for (size_t j = 0; j < b.size(); ++j) {
            const size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, change}));
        }
    }
    return row.back();
}

std::string_view kindOf(const Json& value)
{
    if (value.is_null())
        return "null";
    if (value.is_boolean())
        return "true or false";
    if (value.is_number_integer())
        return "an integer";
    if (value.is_number())
        return "a number with a fraction or exponent, or too large a one";
    if (value.is_string())
        return "a text";
    return value.is_array() ? "a list" : "an object";
}

const std::string& textOf(const Json& value)
{
    return value.get_ref<const std::string&>();
}

std::optional<uint64_t> idOf(const Json& value)
{
    if (value.is_number_unsigned())
        return value.get<uint64_t>();
    return value.is_string() ? parseUnsigned(textOf(value)) : std::nullopt;
}

// Seconds to microseconds; nothing where the result would not fit.
std::optional<int64_t> microsOf(const Json& value)
{
    const double seconds = value.get<double>();
    if (!(seconds >= 0) || seconds > 9e12)
        return std::nullopt;
    return std::llround(seconds * 1e6);
}

constexpr std::string_view kIdForms = "an id: an integer, or its digits as a text";

} // namespace

Result<Json> parseJson(std::string_view text)
{
    Builder builder;
    if (!Json::sax_parse(text.begin(), text.end(), &builder))
        return std::move(builder.error);
    return std::move(builder.root);
}

std::optional<uint64_t> parseUnsigned(std::string_view digits)
{
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::optional<Duration> parseLength(std::string_view text)
{
    if (text.size() > 2 && text.substr(text.size() - 2) == "us") {
        const auto micros = parseUnsigned(text.substr(0, text.size() - 2));
        return micros && *micros <= INT64_MAX ? std::optional(Duration{static_cast<int64_t>(*micros)}) : std::nullopt;
    }
    return parseDuration(text);
}

std::optional<Time> parseMoment(std::string_view text, Time now)
{
    if (text.size() > 4 && text.substr(0, 4) == "now-")
        text.remove_prefix(3);
    return parseTime(text, now, Duration{});
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known)
{
    if (word.size() > 64) // no member is near to that
        return {};
    std::string_view best;
    size_t bestDistance = std::max<size_t>(2, word.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        const size_t distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best.empty() ? std::string{} : " Did you mean `" + std::string(best) + "`?";
}

// ------------------------------------------------------------------------------------------------- ObjectReader

ObjectReader::ObjectReader(const Json& object, std::string where)
    : m_where(std::move(where))
{
    if (object.is_object())
        m_object = &object;
    else
        fail((m_where.empty() ? "The body" : "`" + m_where + "`") + " is " + std::string(kindOf(object))
            + "; expected an object.");
}

const Json* ObjectReader::any(std::string_view name)
{
    m_known.push_back(name);
    if (!m_object)
        return nullptr;
    const auto at = m_object->find(name);
    return at == m_object->end() ? nullptr : &*at;
}

bool ObjectReader::has(std::string_view name)
{
    return any(name) != nullptr;
}

std::string ObjectReader::pathOf(std::string_view name) const
{
    return m_where.empty() ? std::string(name) : m_where + "." + std::string(name);
}

void ObjectReader::fail(std::string text)
{
    if (m_error.empty())
        m_error = std::move(text);
}

void ObjectReader::expected(std::string_view name, std::string_view what)
{
    const Json* value = any(name);
    std::string found;
    if (value && value->is_string() && textOf(*value).size() <= 64)
        found = "the text `" + textOf(*value) + "`";
    else if (value)
        found = kindOf(*value);
    fail("`" + pathOf(name) + "` is " + found + "; expected " + std::string(what) + ".");
}

std::optional<std::string> ObjectReader::text(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (!value->is_string())
        return expected(name, "a text"), std::nullopt;
    return textOf(*value);
}

std::optional<std::string> ObjectReader::bytes(std::string_view name)
{
    // The name is static; its twin needs a place to live in for the list of known members.
    static constexpr std::string_view kTwins[][2] = {{"body", "bodyBase64"}, {"key", "keyBase64"},
        {"name", "nameBase64"}, {"value", "valueBase64"}, {"source", "sourceBase64"}, {"target", "targetBase64"},
        {"targetExchange", "targetExchangeBase64"}, {"exchange", "exchangeBase64"}, {"route", "routeBase64"},
        {"sender", "senderBase64"}, {"program", "programBase64"}, {"password", "passwordBase64"},
        {"queue", "queueBase64"}, {"channel", "channelBase64"}, {"client", "clientBase64"}, {"to", "toBase64"},
        {"toExchange", "toExchangeBase64"}, {"note", "noteBase64"}};
    const auto* pair = std::find_if(std::begin(kTwins), std::end(kTwins), [&](const auto& p) { return p[0] == name; });
    CHECK(pair != std::end(kTwins));
    const std::string_view twin = (*pair)[1];
    auto plain = text(name);
    auto encoded = text(twin);
    if (plain && encoded)
        fail("`" + pathOf(name) + "` and `" + pathOf(twin) + "` exclude each other.");
    if (plain || !encoded)
        return plain;
    auto decoded = http::decodeBase64(*encoded);
    if (!decoded)
        fail("`" + pathOf(twin) + "` is not base64.");
    return decoded;
}

std::optional<uint64_t> ObjectReader::number(std::string_view name, uint64_t max)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (!value->is_number_unsigned() || value->get<uint64_t>() > max)
        return expected(name, "an integer from 0 to " + std::to_string(max)), std::nullopt;
    return value->get<uint64_t>();
}

std::optional<double> ObjectReader::decimal(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (!value->is_number())
        return expected(name, "a number"), std::nullopt;
    return value->get<double>();
}

std::optional<bool> ObjectReader::boolean(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (!value->is_boolean())
        return expected(name, "true or false"), std::nullopt;
    return value->get<bool>();
}

std::optional<MessageId> ObjectReader::id(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    const auto number = idOf(*value);
    if (!number)
        return expected(name, kIdForms), std::nullopt;
    return MessageId{*number};
}

std::optional<std::vector<uint64_t>> ObjectReader::ids(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (!value->is_array())
        return expected(name, "a list of integers"), std::nullopt;
    std::vector<uint64_t> numbers;
    numbers.reserve(value->size());
    for (const Json& element : *value) {
        const auto number = idOf(element);
        if (!number) {
            fail("`" + pathOf(name) + "[" + std::to_string(numbers.size()) + "]` is " + std::string(kindOf(element))
                + "; expected " + std::string(kIdForms) + ".");
            return std::nullopt;
        }
        numbers.push_back(*number);
    }
    return numbers;
}

std::optional<Duration> ObjectReader::duration(std::string_view name, bool forever)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    std::optional<Duration> found;
    if (value->is_number()) {
        if (const auto micros = microsOf(*value))
            found = Duration{*micros};
    } else if (value->is_string()) {
        found = forever && textOf(*value) == "forever" ? kKeepForever : parseLength(textOf(*value));
    }
    if (!found)
        expected(name,
            forever ? "a duration such as `30s` or `250ms`, seconds, or `forever`"
                    : "a duration such as `30s` or `250ms`, or seconds");
    return found;
}

std::optional<Time> ObjectReader::time(std::string_view name, Time now)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    std::optional<Time> found;
    if (value->is_number_unsigned()) {
        found = parseMoment(std::to_string(value->get<uint64_t>()), now);
    } else if (value->is_number()) {
        if (const auto micros = microsOf(*value))
            found = Time{*micros};
    } else if (value->is_string()) {
        found = parseMoment(textOf(*value), now);
    }
    if (!found)
        expected(name, "a time: RFC 3339, `now-5m`, or seconds since 1970");
    return found;
}

std::optional<size_t> ObjectReader::word(std::string_view name, std::initializer_list<std::string_view> words)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    std::string list;
    for (const std::string_view& candidate : words) {
        if (value->is_string() && textOf(*value) == candidate)
            return static_cast<size_t>(&candidate - words.begin());
        list += (list.empty() ? "`" : &candidate + 1 == words.end() ? " or `" : ", `") + std::string(candidate) + "`";
    }
    expected(name, list);
    return std::nullopt;
}

Status ObjectReader::finish()
{
    if (m_error.empty() && m_object)
        for (const auto& [name, value] : m_object->items()) {
            if (std::find(m_known.begin(), m_known.end(), name) != m_known.end())
                continue;
            const std::string shown = name.size() <= 64 ? name : name.substr(0, 64) + "...";
            fail("There is no member `" + (m_where.empty() ? shown : m_where + "." + shown) + "` here."
                + suggestion(name, m_known));
            break;
        }
    if (m_error.empty())
        return {};
    return Error{ErrorCode::invalidArgument, m_error};
}

} // namespace tapedeck::api
