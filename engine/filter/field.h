// One field of a message as the filter language names it (`json.order.total`, `headers.region`, `len(json.lines)`), and
// what it is on a message, as a short text for people.
//
// A Field is immutable and cheap to copy (its parts are shared): it may be used by any thread, by several at once. It
// reads no clock, file or broker: everything it looks at is in the FilterSubject.
#pragma once

#include "engine/filter/filter.h"

namespace tapedeck {

struct FieldValue {
    enum class Kind : unsigned char {
        missing, // not there
        null,
        number, // as it is written: nothing is rounded
        text, // a text's bytes, whatever they are
        other, // a truth value, a moment, or a list or an object as JSON
        unread, // nobody looked: the body is too large for that
    };
    Kind kind = Kind::missing;
    bool cut = false; // `text` is only the beginning
    std::string text;
    bool operator==(const FieldValue&) const = default;
};

class Field {
public:
    // Only what a message always has in itself: not a channel, a client, a mark, the age or the message before.
    // Error: invalidArgument with FilterError::text().
    static Result<Field> parse(std::string_view text);

    const std::string& text() const; // as written
    bool readsBody() const { return m_needsBody; }
    // At most `bytesMax` bytes of text, which do not end within a character of UTF-8. `scratch` may have been used for
    // other fields of the same message, if clear() was called for each new one.
    FieldValue of(const FilterSubject& subject, FilterScratch& scratch, size_t bytesMax) const;
    // Before the first field of another message.
    static void clear(FilterScratch& scratch);

private:
    Field(std::shared_ptr<const FilterExpression> expression, bool needsBody)
        : m_expression(std::move(expression))
        , m_needsBody(needsBody)
    {
    }
    std::shared_ptr<const FilterExpression> m_expression; // never null: one test for truth
    bool m_needsBody;
};

} // namespace tapedeck
