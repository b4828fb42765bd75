// Filters and messages made at random, each filter as a text and as plain functions over the message as it was made:
// nothing is parsed, shared, pushed down or searched for first. Slow, and hopefully too simple to be wrong. Tests
// compare the engine's filter with it.
#pragma once

#include "engine/base/check.h"
#include "engine/filter/run_filter.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck::test {

// Where the random comes from: a fuzzer's bytes or a seeded generator. Below `n`.
using Choose = std::function<size_t(size_t n)>;

__extension__ typedef __int128 Millionths; // holds 2^64 and six digits behind the point

// A value of a body, or what an operand is.
struct PlainValue {
    enum class Kind { missing, null, boolean, number, text, list, object } kind = Kind::missing;
    bool truth = false;
    Millionths mantissa = 0; // of a number, in units of 10^-6
    std::string text; // and of a number, how it is written
    std::vector<PlainValue> elements; // of a list, and the values of an object
    std::vector<std::string> names; // of an object

    bool missing() const { return kind == Kind::missing; }
};

struct PlainMessage {
    uint64_t id = 1;
    std::string key;
    std::vector<std::pair<std::string, std::string>> headers;
    PlainValue document; // missing: the body is no JSON
    std::string body;
};

struct PlainFilter {
    std::string text;
    std::function<bool(const PlainMessage&)> matches;
};

struct PlainOperand {
    std::string text;
    std::function<PlainValue(const PlainMessage&)> value;
};

inline PlainValue plainText(std::string text)
{
    PlainValue value;
    value.kind = PlainValue::Kind::text;
    value.text = std::move(text);
    return value;
}

inline PlainValue plainBoolean(bool truth)
{
    PlainValue value;
    value.kind = PlainValue::Kind::boolean;
    value.truth = truth;
    return value;
}

inline PlainValue plainNumber(std::string text, Millionths millionths)
{
    PlainValue value;
    value.kind = PlainValue::Kind::number;
    value.text = std::move(text);
    value.mantissa = millionths;
    return value;
}

class PlainMaker {
public:
    explicit PlainMaker(Choose choose)
        : m_choose(std::move(choose))
    {
    }

    PlainMessage message()
    {
        PlainMessage out;
        out.id = 1 + m_choose(20);
        out.key = text();
        for (size_t n = m_choose(3); n > 0; --n)
            out.headers.emplace_back(pick({"h", "H", "other"}), text());
        if (m_choose(8) == 0) {
            out.body = pick({"", "{\"a\":", "plain text", "{\"a\":1} x"});
            return out;
        }
        out.document = object(3);
        out.body = written(out.document);
        return out;
    }

    PlainFilter filter(int depth = 3)
    {
        switch (depth == 0 ? 0 : m_choose(6)) {
        case 1: {
            auto a = filter(depth - 1), b = filter(depth - 1);
            return {"(" + a.text + ") && (" + b.text + ")",
                [a, b](const PlainMessage& m) { return a.matches(m) && b.matches(m); }};
        }
        case 2: {
            auto a = filter(depth - 1), b = filter(depth - 1);
            return {"(" + a.text + ") or (" + b.text + ")",
                [a, b](const PlainMessage& m) { return a.matches(m) || b.matches(m); }};
        }
        case 3: {
            auto a = filter(depth - 1);
            return {"!(" + a.text + ")", [a](const PlainMessage& m) { return !a.matches(m); }};
        }
        default:
            return term();
        }
    }

private:
    using Kind = PlainValue::Kind;

    std::string pick(std::initializer_list<const char*> words) { return words.begin()[m_choose(words.size())]; }
    std::string name() { return pick({"a", "b", "c d"}); }
    std::string text()
    {
        return pick({"", "x", "abc", "ABC", "xabcx", "a\"b", "a/b\\c",
            "\xc3\xa4"
            "bc",
            "line\nbreak", "7", "1.5"});
    }

    PlainValue number()
    {
        static const std::pair<const char*, Millionths> kNumbers[] = {{"0", 0}, {"-0.0", 0}, {"1", 1'000'000},
            {"1.0", 1'000'000}, {"7", 7'000'000}, {"1.5", 1'500'000}, {"150e-2", 1'500'000}, {"-1.5", -1'500'000},
            {"0.1", 100'000}, {"1E+1", 10'000'000}, {"9007199254740993", Millionths{9007199254740993} * 1'000'000},
            {"9007199254740992", Millionths{9007199254740992} * 1'000'000},
            {"9007199254740992.000001", Millionths{9007199254740992} * 1'000'000 + 1},
            {"18446744073709551615", static_cast<Millionths>(UINT64_MAX) * 1'000'000},
            {"18446744073709551616", (static_cast<Millionths>(UINT64_MAX) + 1) * 1'000'000},
            {"-9223372036854775808", Millionths{INT64_MIN} * 1'000'000}};
        const auto& [text, value] = kNumbers[m_choose(std::size(kNumbers))];
        return plainNumber(text, value);
    }

    PlainValue scalar()
    {
        switch (m_choose(5)) {
        case 0: {
            PlainValue null;
            null.kind = Kind::null;
            return null;
        }
        case 1:
            return plainBoolean(m_choose(2) == 0);
        case 2:
            return plainText(text());
        default:
            return number();
        }
    }

    PlainValue value(int depth)
    {
        if (depth == 0 || m_choose(2) == 0)
            return scalar();
        if (m_choose(2) == 0)
            return object(depth - 1);
        PlainValue list;
        list.kind = Kind::list;
        for (size_t n = m_choose(4); n > 0; --n)
            list.elements.push_back(value(depth - 1));
        return list;
    }

    PlainValue object(int depth)
    {
        PlainValue out;
        out.kind = Kind::object;
        for (size_t n = m_choose(5); n > 0; --n) {
            out.names.push_back(name());
            out.elements.push_back(value(depth == 0 ? 0 : depth - 1));
        }
        return out;
    }

    std::string quoted(const std::string& text)
    {
        std::string out = "\"";
        const bool escapes = m_choose(3) == 0;
        static constexpr char kHex[] = "0123456789abcdef";
        for (const char c : text) {
            if (c == '"' || c == '\\')
                (out += '\\') += c;
            else if (c == '/' && escapes)
                out += "\\/";
            else if (c == '\n')
                out += "\\n";
            else if (escapes && c >= 'a' && c <= 'c')
                ((out += "\\u00") += kHex[c >> 4]) += kHex[c & 15];
            else
                out += c;
        }
        return out + "\"";
    }

    std::string written(const PlainValue& value)
    {
        const std::string blank = m_choose(4) == 0 ? " \n" : "";
        switch (value.kind) {
        case Kind::boolean:
            return blank + (value.truth ? "true" : "false");
        case Kind::number:
            return value.text + blank;
        case Kind::text:
            return quoted(value.text);
        case Kind::list:
        case Kind::object: {
            std::string out = value.kind == Kind::list ? "[" : "{";
            for (size_t i = 0; i < value.elements.size(); ++i) {
                out += i == 0 ? blank : "," + blank;
                if (value.kind == Kind::object)
                    out += quoted(value.names[i]) + blank + ":";
                out += written(value.elements[i]);
            }
            return out + blank + (value.kind == Kind::list ? "]" : "}");
        }
        default:
            return "null" + blank;
        }
    }

    // --- operands ---

    static PlainValue member(const PlainValue& of, const std::string& name)
    {
        PlainValue found;
        for (size_t i = 0; of.kind == Kind::object && i < of.names.size(); ++i)
            if (of.names[i] == name)
                found = of.elements[i]; // the last one counts
        return found;
    }
    static PlainValue element(const PlainValue& of, int64_t index)
    {
        const auto size = static_cast<int64_t>(of.elements.size());
        if (index < 0)
            index += size;
        return of.kind == Kind::list && index >= 0 && index < size ? of.elements[static_cast<size_t>(index)]
                                                                   : PlainValue();
    }

    using Walk = std::function<PlainValue(const PlainValue&)>;
    std::pair<std::string, Walk> path(size_t steps)
    {
        std::string text;
        Walk walk = [](const PlainValue& value) { return value; };
        for (; steps > 0; --steps) {
            if (m_choose(3) == 0) {
                const auto index = static_cast<int64_t>(m_choose(4)) - 1;
                text += "[" + std::to_string(index) + "]";
                walk = [walk, index](const PlainValue& value) { return element(walk(value), index); };
            } else {
                const std::string step = name();
                text += step.find(' ') == std::string::npos && m_choose(2) == 0 ? "." + step : "[\"" + step + "\"]";
                walk = [walk, step](const PlainValue& value) { return member(walk(value), step); };
            }
        }
        return {text, walk};
    }

    PlainOperand field()
    {
        switch (m_choose(6)) {
        case 0:
            return {"id", [](const PlainMessage& m) { return plainNumber("", Millionths{m.id} * 1'000'000); }};
        case 1:
            return {"key", [](const PlainMessage& m) { return m.key.empty() ? PlainValue() : plainText(m.key); }};
        case 2:
            return {"headers.h", [](const PlainMessage& m) {
                        for (const auto& [name, value] : m.headers)
                            if (name == "h" || name == "H")
                                return plainText(value);
                        return PlainValue();
                    }};
        case 3:
            return {"size", [](const PlainMessage& m) {
                        return plainNumber("", static_cast<Millionths>(m.body.size()) * 1'000'000);
                    }};
        default: {
            const auto [text, walk] = path(1 + m_choose(3));
            return {"json" + text, [walk = walk](const PlainMessage& m) { return walk(m.document); }};
        }
        }
    }

    PlainOperand operand()
    {
        PlainOperand inner = field();
        switch (m_choose(10)) {
        case 0:
            return {"len(" + inner.text + ")", [inner](const PlainMessage& m) {
                        const PlainValue value = inner.value(m);
                        if (value.kind == Kind::text)
                            return plainNumber("", static_cast<Millionths>(value.text.size()) * 1'000'000);
                        const bool many = value.kind == Kind::list || value.kind == Kind::object;
                        return many ? plainNumber("", static_cast<Millionths>(value.elements.size()) * 1'000'000)
                                    : PlainValue();
                    }};
        case 1:
            return {"lower(" + inner.text + ")", [inner](const PlainMessage& m) {
                        PlainValue value = inner.value(m);
                        for (char& c : value.text)
                            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                        return value.kind == Kind::text ? value : PlainValue();
                    }};
        case 2:
            return {"num(" + inner.text + ")", [inner](const PlainMessage& m) {
                        const PlainValue value = inner.value(m);
                        if (value.kind == Kind::text
                            && (value.text == "7" || value.text == "1.5")) // the only texts that are numbers
                            return plainNumber("", value.text == "7" ? 7'000'000 : 1'500'000);
                        return value.kind == Kind::number ? value : PlainValue();
                    }};
        case 3:
            return {"exists(" + inner.text + ")",
                [inner](const PlainMessage& m) { return plainBoolean(!inner.value(m).missing()); }};
        default:
            return inner;
        }
    }

    std::pair<std::string, PlainValue> literal()
    {
        const PlainValue value = scalar();
        switch (value.kind) {
        case Kind::null:
            return {"null", value};
        case Kind::boolean:
            return {value.truth ? "true" : "false", value};
        case Kind::number:
            return {value.text, value};
        default: {
            std::string text = "\"";
            for (const char c : value.text)
                c == '"' || c == '\\' ? (text += '\\') += c : c == '\n' ? text += "\\n" : text += c;
            return {text + "\"", value};
        }
        }
    }

    // --- tests ---

    static bool equal(const PlainValue& a, const PlainValue& b)
    {
        if (a.missing() || a.kind != b.kind)
            return false;
        switch (a.kind) {
        case Kind::null:
            return true;
        case Kind::boolean:
            return a.truth == b.truth;
        case Kind::number:
            return a.mantissa == b.mantissa;
        case Kind::text:
            return a.text == b.text;
        default:
            return false;
        }
    }
    static bool isScalar(const PlainValue& value) { return value.kind != Kind::list && value.kind != Kind::object; }
    static bool different(const PlainValue& a, const PlainValue& b)
    {
        if (a.missing() || b.missing())
            return false;
        if (a.kind == Kind::null || b.kind == Kind::null)
            return a.kind != b.kind;
        return a.kind == b.kind && isScalar(a) && !equal(a, b);
    }
    static bool less(const PlainValue& a, const PlainValue& b)
    {
        return a.kind == b.kind
            && (a.kind == Kind::number ? a.mantissa < b.mantissa : a.kind == Kind::text && a.text < b.text);
    }
    static bool ordered(const PlainValue& a, const PlainValue& b)
    {
        return a.kind == b.kind && (a.kind == Kind::number || a.kind == Kind::text);
    }
    static bool holds(const PlainValue& list, const PlainValue& value)
    {
        for (const PlainValue& one : list.elements)
            if (list.kind == Kind::list && equal(one, value))
                return true;
        return false;
    }
    static bool containsText(const PlainValue& a, const PlainValue& b)
    {
        return a.kind == Kind::text && b.kind == Kind::text && a.text.find(b.text) != std::string::npos;
    }

    using Compare = std::function<bool(const PlainValue&, const PlainValue&)>;
    std::pair<std::string, Compare> comparison()
    {
        switch (m_choose(10)) {
        case 0:
            return {" != ", different};
        case 1:
            return {" < ", less};
        case 2:
            return {" <= ", [](const PlainValue& a, const PlainValue& b) { return ordered(a, b) && !less(b, a); }};
        case 3:
            return {" > ", [](const PlainValue& a, const PlainValue& b) { return less(b, a); }};
        case 4:
            return {" >= ", [](const PlainValue& a, const PlainValue& b) { return ordered(a, b) && !less(a, b); }};
        case 5:
            return {" contains ",
                [](const PlainValue& a, const PlainValue& b) { return containsText(a, b) || holds(a, b); }};
        case 6:
            return {" startswith ", [](const PlainValue& a, const PlainValue& b) {
                        return containsText(a, b) && a.text.starts_with(b.text);
                    }};
        case 7:
            return {" endswith ", [](const PlainValue& a, const PlainValue& b) {
                        return containsText(a, b) && a.text.ends_with(b.text);
                    }};
        default:
            return {" == ", equal};
        }
    }

    PlainFilter word()
    {
        const std::string text = pick({"abc", "X", "7", "plain", "h"});
        return {text, [text](const PlainMessage& m) {
                    const auto lower = [](std::string bytes) {
                        for (char& c : bytes)
                            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                        return bytes;
                    };
                    const std::string wanted = lower(text);
                    bool found = lower(m.key).find(wanted) != std::string::npos
                        || lower(m.body).find(wanted) != std::string::npos;
                    for (const auto& [name, value] : m.headers)
                        found = found || lower(name).find(wanted) != std::string::npos
                            || lower(value).find(wanted) != std::string::npos;
                    return found;
                }};
    }

    PlainFilter anyElement()
    {
        const auto [list, walk] = path(1 + m_choose(2));
        const auto [rest, inside] = path(m_choose(2));
        const auto [sign, compare] = comparison();
        const auto [text, value] = literal();
        return {"any(json" + list + "[*]" + rest + sign + text + ")",
            [walk = walk, inside = inside, compare = compare, value = value](const PlainMessage& m) {
                const PlainValue all = walk(m.document);
                for (const PlainValue& one : all.elements)
                    if (all.kind == Kind::list && compare(inside(one), value))
                        return true;
                return false;
            }};
    }

    PlainFilter term()
    {
        const size_t kind = m_choose(8);
        if (kind == 0)
            return word();
        if (kind == 1)
            return anyElement();
        const PlainOperand left = operand();
        if (kind == 2)
            return {left.text, [left](const PlainMessage& m) {
                        const PlainValue value = left.value(m);
                        return !value.missing() && value.kind != Kind::null
                            && (value.kind != Kind::boolean || value.truth);
                    }};
        if (kind == 3) {
            const auto [aText, a] = literal();
            const auto [bText, b] = literal();
            return {left.text + " in [" + aText + ", " + bText + "]", [left, a = a, b = b](const PlainMessage& m) {
                        return equal(left.value(m), a) || equal(left.value(m), b);
                    }};
        }
        const auto [sign, compare] = comparison();
        if (kind == 4) {
            const PlainOperand right = operand();
            return {left.text + sign + right.text, [left, compare = compare, right](const PlainMessage& m) {
                        return compare(left.value(m), right.value(m));
                    }};
        }
        const auto [text, value] = literal();
        return {left.text + sign + text,
            [left, compare = compare, value = value](const PlainMessage& m) { return compare(left.value(m), value); }};
    }

    Choose m_choose;
};

// Makes a filter and some messages and compares every way in which the engine answers with the plain one. Returns what
// disagrees, or nothing.
inline std::string compareWithPlain(const Choose& choose)
{
    PlainMaker maker(choose);
    const PlainFilter plain = maker.filter();
    const auto filter = Filter::parse(plain.text);
    if (!filter)
        return plain.text + ": " + filter.error().text;
    const FilterBounds bounds = filter->bounds({});
    std::string run;
    std::vector<bool> expected;
    std::vector<MessageId> found;
    FilterScratch scratch;
    Time time{1};
    for (uint64_t id = 1; id <= 4; ++id) {
        PlainMessage message = maker.message();
        message.id = id;
        const std::string headers = encodeHeaders(HeaderList(message.headers.begin(), message.headers.end()));
        const MessageView view{{message.id}, time, time, {}, message.key, headers, message.body};
        const FilterSubject subject{.message = view, .queue = "q"};
        const bool wanted = plain.matches(message);
        const std::string what =
            plain.text + "\n  on id " + std::to_string(id) + " key " + message.key + " body " + message.body + ": ";
        if (filter->matches(subject, scratch) != wanted || filter->matches(subject) != wanted)
            return what + (wanted ? "must match" : "must not match");
        const FilterExplanation explained = filter->explain(subject);
        if (explained.matches != wanted || (explained.failing == 0) != wanted)
            return what + "the explanation disagrees";
        if (wanted
            && (id < bounds.from.value || id >= bounds.until.value || message.body.size() < bounds.sizeMin
                || message.body.size() > bounds.sizeMax))
            return what + "the bounds leave it out";
        if (wanted && !filter->mayMatchQueue("q"))
            return what + "the queue is left out";
        const NewMessage entry{message.body, message.key, headers};
        const size_t at = run.size();
        run.resize(at + entryBytesMax(entry));
        run.resize(static_cast<size_t>(encodeEntry(run.data() + at, entry, time, time, time) - run.data()));
        expected.push_back(wanted);
    }
    RunFilter search(*filter, "q", {1}, {100}, {});
    if (!search.nothing())
        search.scan({{1}, 4, time, run}, [&](const MessageView& view) {
            found.push_back(view.id);
            return true;
        });
    std::vector<MessageId> all;
    for (uint64_t i = 0; i < expected.size(); ++i)
        if (expected[i])
            all.push_back({i + 1});
    return found == all ? std::string() : plain.text + ": a search through a run disagrees";
}

} // namespace tapedeck::test
