// Marks on their way into a copy that is fit to be shared: each follows its message, and what the patterns find in its
// note is redacted. One thread.
#pragma once

#include "engine/log/mark.h"
#include "engine/log/tape_writer.h"
#include "engine/transfer/redact.h"

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace tapedeck {

class MarkCopy {
public:
    // Without notes, marks that are nothing else are left out. Errors: those of Redactor::make.
    static Result<MarkCopy> make(std::vector<Mark> marks, RedactRules rules, bool notes);

    // `writer` has the message; its mark, if it has one, goes along.
    void follow(QueueNo queue, MessageId id, TapeWriter& writer, bool redacts = true);
    uint64_t written() const { return m_written; }

private:
    MarkCopy() = default;

    std::unique_ptr<Redactor> m_redactor; // null: there are no patterns
    std::map<std::pair<QueueNo, MessageId>, Mark> m_marks;
    uint64_t m_written = 0;
};

} // namespace tapedeck
