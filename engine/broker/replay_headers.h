// ReplayHeaders: writes the encoded headers of a replayed message: its own ones, then where it comes from (the names
// are in engine/replay/replay.h). Made for millions of messages: nothing is allocated, and the date is formatted once
// per second. Owned by one replay on the loop thread.
#pragma once

#include "engine/base/units.h"
#include "engine/log/message.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck {

class ReplayHeaders {
public:
    ReplayHeaders(std::string_view sourceQueue, uint64_t run);

    // Upper bound of what write() needs for a message with `ownHeaders` (encoded).
    size_t bytesMax(std::string_view ownHeaders) const { return ownHeaders.size() + m_bytesMax; }
    // Writes at `out` and returns the byte after it. Headers that an earlier replay left are replaced. Where the limits
    // leave no room, the message keeps its own headers only and *fits is false.
    char* write(char* out, const MessageView& message, bool* fits);

private:
    char* writeOwn(char* out, std::string_view headers, size_t* count) const;
    char* writeTime(char* out, Time time);

    std::string m_fromName; // encoded name of the first header
    std::string m_queueSlash; // value of it, without the id
    std::string m_timeName; // encoded name of the second, and the length of its value
    std::string m_run; // the third header, whole
    size_t m_bytesMax = 0;
    int64_t m_second = INT64_MIN; // of m_date
    char m_date[32] = {}; // "2026-11-21T07:51:17."
};

} // namespace tapedeck
