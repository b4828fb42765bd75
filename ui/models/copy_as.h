// A message as a line that publishes it again, or fetches it, with the tools that people have: redis-cli, curl,
// tapedeck, Python, Node. Whatever bytes the message has, the line is safe to be pasted: nothing in it is obeyed, and
// control characters are written as escapes. Pure; any thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QString>

#include <string>
#include <vector>

namespace tapedeck {

enum class CopyAs : unsigned char {
    redisCli, // publishes it
    curl,
    tapedeckPub,
    python,
    node,
    curlFetch, // shows it
    tapedeckPeek,
};

// In the order of menus.
const std::vector<CopyAs>& copyForms();
// "redis-cli", "Python (redis-py)"; translated.
QString copyFormName(CopyAs form);
// True for the forms that fetch the message by its id; they need neither key nor headers nor body.
bool fetchesMessage(CopyAs form);

struct CopiedMessage {
    std::string queue;
    MessageId id;
    std::string key, body;
    HeaderList headers;
};

// Where the broker listens: "127.0.0.1:9797"; empty if it does not.
struct CopyPorts {
    std::string resp, http;
};

// Bodies beyond this make lines that no terminal takes gladly.
inline constexpr size_t kCopyAsBytesMax = size_t{1} << 20;

// Without a line feed at its end; several lines for programs. Empty where the port that it needs is not open.
QString copyAsText(CopyAs form, const CopiedMessage& message, const CopyPorts& ports);

} // namespace tapedeck
