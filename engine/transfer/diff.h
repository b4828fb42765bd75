// Compares two recordings of a queue: what is missing from the second, what it has in addition, what changed, and what
// comes in another order. Only digests of the messages are kept.
//
// One thread. Messages of A, then of B, then compare().
#pragma once

#include "engine/base/result.h"
#include "engine/transfer/json_spans.h"
#include "engine/transfer/record.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tapedeck {

struct DiffRules {
    // How messages of the two sides belong together: those with the same key in their order (messages without a key are
    // one such row), the first with the first and so on, or those with the same content.
    enum class By : unsigned char { key, ordinal, content } by = By::key;
    std::vector<std::string> ignoredHeaders; // names, upper and lower case alike
    std::vector<std::string> ignoredPaths; // into bodies that are JSON
};

struct Difference {
    enum class Kind : unsigned char { missing, extra, changed, reordered } kind = Kind::missing;
    MessageId inA, inB; // 0: not there
    bool key = false, headers = false, body = false; // what changed
};

struct DiffResult {
    uint64_t messagesA = 0, messagesB = 0, same = 0;
    // In order of A's ids, then what only B has.
    std::vector<Difference> differences;
};

class RecordingDiff {
public:
    // Errors: invalidArgument for a path that is none.
    static Result<RecordingDiff> make(const DiffRules& rules);
    enum class Side : unsigned char { a, b };
    // Errors: overloaded beyond limits::kDiffMessagesMax.
    Status add(Side side, const Record& record);
    DiffResult compare() const;

private:
    struct Digest {
        uint64_t high = 0, low = 0;
        auto operator<=>(const Digest&) const = default;
    };
    struct Entry {
        MessageId id;
        uint64_t key = 0, headers = 0; // digests of parts
        Digest body;
    };
    using Pairs = std::vector<std::pair<size_t, size_t>>;
    Digest matchOf(const Entry& entry, size_t ordinal) const;
    Pairs pairs() const;
    std::string comparable(const Record& record) const;

    DiffRules m_rules;
    std::vector<JsonPath> m_paths;
    std::array<std::vector<Entry>, 2> m_entries;
};

} // namespace tapedeck
