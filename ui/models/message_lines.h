// A message as lines to be compared: its key, its headers, then its body as it is easiest to read. Pure; any thread.
#pragma once

#include "ui/models/decoder.h"
#include "ui/models/window_context.h"

#include <string>
#include <vector>

namespace tapedeck {

struct MessageLines {
    // Of the body, packed or unpacked; beyond it nothing is compared.
    static constexpr size_t kBytesMax = 1 << 20;
    static constexpr size_t kLinesMax = 100'000;

    std::vector<std::string> lines; // raw bytes
    bool cut = false; // there is more
};

// `body` is the message's; `chosen` as for decode().
MessageLines messageLines(
    const MessageAnswer& message, std::shared_ptr<const std::string> body, const std::vector<Codec>& chosen);

// What the message's headers say of its body.
DecodeHints hintsOf(const HeaderList& headers);
// The text of a decoded body that is easiest to read.
std::string readableText(const Decoded& decoded);

} // namespace tapedeck
