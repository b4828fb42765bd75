// Where the engine says what happened: it never prints and never exits. app/ injects one that writes the log, the
// window one that also shows it, a test one that records it. Called from every engine thread; implementations are
// thread-safe.
#pragma once

#include <string_view>

namespace tapedeck {

enum class Severity : unsigned char { debug, info, warning, error };

class Reporter {
public:
    virtual ~Reporter() = default;
    // `event` is a stable name such as "tape.recovered"; `text` a sentence. Never payloads, never tokens.
    virtual void report(Severity severity, std::string_view event, std::string_view text) = 0;
};

class SilentReporter final : public Reporter {
public:
    void report(Severity, std::string_view, std::string_view) override { }
};

} // namespace tapedeck
