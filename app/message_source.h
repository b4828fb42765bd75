// Where commands that read many messages get them from: a tape file, a running broker, or a file that `export` wrote.
// One thread.
#pragma once

#include "app/command.h"
#include "app/remote.h"
#include "engine/filter/filter.h"
#include "engine/log/message.h"
#include "engine/transfer/format.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

// What to read of each queue.
struct SourceRange {
    std::string from; // "17", "-20", "@TIME"; empty: from the oldest on
    std::string until; // "17" or "@TIME", exclusive; empty: to the newest of now
    Filter filter;
};

class MessageSource {
public:
    virtual ~MessageSource() = default;
    // Names of what is there. Errors of all: as of the file or connection.
    virtual Result<std::vector<std::string>> queues() = 0;
    // About how many messages read() will look at; 0 = unknown.
    virtual uint64_t messages(const std::string& queue) = 0;
    // Calls `take` with each match, in order, until it returns false, and `looked` with how many messages were looked
    // at since its last call. Views live during the call. Errors: also notFound for a queue that is not there.
    using Take = std::function<bool(const MessageView&)>;
    using Looked = std::function<void(uint64_t)>;
    virtual Status read(const std::string& queue, const SourceRange& range, const Take& take, const Looked& looked) = 0;
};

// `place` empty: the broker; a name that transferFormatOfName() knows: an exported file; else a tape. On failure says
// why, sets `code` and returns null.
std::unique_ptr<MessageSource> openSource(
    const std::string& place, const CommandContext& context, const RemoteOptions& remote, ExitCode& code);

// What commands exit with after an error of a source.
ExitCode sourceExitCode(const Error& error);

// The options --from, --until and --filter. Nothing (said) when one of them is not understood.
struct RangeOptions {
    std::string from, until, filter;
};
std::shared_ptr<RangeOptions> addRangeOptions(CLI::App& options);
std::optional<SourceRange> rangeOf(const RangeOptions& options);
// A filter as --filter gives it, in the local time zone; warnings are said. Nothing (said) when it is none.
std::optional<Filter> filterOption(const std::string& text);

} // namespace tapedeck
