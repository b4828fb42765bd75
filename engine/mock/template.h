// Template: text with {{fields}} that are filled in from a message: the body, the key, the headers or the target of a
// responder's answer. The fields are described in MOCK.md.
//
// Pure and immutable; works on untrusted texts and messages. Never reads the environment, a clock or a generator by
// itself: all of that is passed in.
#pragma once

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/filter/document.h"
#include "engine/filter/filter.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tapedeck {

struct TemplateError {
    size_t position = 0; // a byte of the text
    std::string expected; // "a field such as `request.body`"
    std::string text() const; // "At character 5: expected ..."
};

// What may be asked besides the message. Asked when the template is parsed: the value of a variable that is allowed,
// and nothing if it is not. Empty: no variable is.
using TemplateEnvironment = std::function<std::optional<std::string>(std::string_view variable)>;

// What a template is filled in from. Everything outlives the call.
struct TemplateValues {
    const FilterSubject& request;
    Random& random; // of {{uuid}} and {{random}}
    uint64_t seq = 0;
};

class Template {
public:
    Template() = default; // empty
    static std::variant<Template, TemplateError> tryParse(
        std::string_view text, const TemplateEnvironment& environment = {});
    // invalidArgument with TemplateError::text().
    static Result<Template> parse(std::string_view text, const TemplateEnvironment& environment = {});

    const std::string& text() const { return m_text; }
    // What the message does not have is left out. Error: messageTooBig beyond `bytesMax`.
    Result<std::string> fill(const TemplateValues& values, size_t bytesMax) const;

private:
    enum class Field : unsigned char {
        literal, // text
        body,
        key,
        id,
        queue,
        exchange,
        time,
        header, // text: its name
        json, // path
        uuid,
        now,
        seq,
        random, // from least to most
    };
    struct Step {
        std::string member; // of an object, or ...
        std::optional<int64_t> element; // ... of a list
    };
    struct Part {
        Field field = Field::literal;
        bool asJson = false; // as a JSON value: with quotes and escapes
        std::string text;
        std::vector<Step> path;
        uint64_t least = 0, most = 0;
    };
    class Parser;

    static void appendPart(
        std::string& out, const Part& part, const TemplateValues& values, Document& document, bool& documentRead);
    static std::string valueOf(
        const Part& part, const TemplateValues& values, Document& document, bool& documentRead, bool& isJson);

    std::string m_text;
    std::shared_ptr<const std::vector<Part>> m_parts; // null: empty
};

} // namespace tapedeck
