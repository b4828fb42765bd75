// Files of messages as the window asks for them: exporting, importing, and copies of a tape that are fit to be shared.
// Implemented by app/, which does the work on threads of its own.
//
// GUI thread. No call waits; callbacks come on the GUI thread, from the event loop. A callback that was cancelled comes
// nevertheless, once what was half done is away: whoever gave it checks that it is still there.
#pragma once

#include "engine/base/units.h"
#include "engine/filter/filter.h"
#include "engine/log/message.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

enum class FileForm : unsigned char { jsonLines, csv, cloudEvents, raw };

// Which messages. Of what is there when it begins: later ones are not among them.
struct MessageChoice {
    std::vector<QueueNo> queues;
    Filter filter;
    uint64_t newest = 0; // only that many at the end of each queue; 0: all
    // Not empty: only these of the first queue, [first, second), ascending.
    std::vector<std::pair<MessageId, MessageId>> ids;
};

struct TransferProgress {
    uint64_t done = 0, total = 0; // messages looked at, or bytes of files
};

struct TransferEnd {
    std::string error; // a sentence; empty: it worked, or was cancelled
    bool cancelled = false;
    uint64_t messages = 0; // written
    uint64_t damaged = 0; // that could not be read and were left out
    std::vector<std::string> queues; // import: into these; raw bytes
};

// --- export ---
struct ExportPlan {
    MessageChoice which;
    FileForm form = FileForm::jsonLines;
    std::string path; // a file, which is replaced once it is complete; or a folder, which must be new or empty
};

struct ExportPreview {
    std::string error;
    std::vector<std::string> records; // as they will be written
};

// --- import ---
struct ImportPlan {
    std::vector<std::pair<std::string, FileForm>> files;
    std::string queue; // empty: into the one that each record names
    std::string timeHeader; // not empty: the original time as this header
};

struct ImportPreview {
    struct Row {
        std::string queue;
        std::optional<Time> time;
        std::string key, body; // the body's beginning
        uint64_t headers = 0, bytes = 0;
    };
    std::string error; // with the place
    std::vector<Row> rows;
};

// --- copies to be shared ---
struct RedactPlan {
    MessageChoice which;
    std::vector<std::string> headers, paths, patterns;
    bool hash = false; // else values are masked
    std::string salt;
    bool marks = true, notes = true; // patterns are looked for in notes, too
    std::string path; // a new tape; an existing file is replaced once it is complete
};

// What became of one message.
struct RedactSample {
    std::string queue;
    MessageId id;
    std::string keyBefore, keyAfter, bodyBefore, bodyAfter; // bodies from near the first change on
    bool bodyCut = false; // something stands before it
    HeaderList headersBefore, headersAfter;
    // {rule, values that it found}; the rules are counted through: headers, then paths, then patterns.
    std::vector<std::pair<size_t, uint64_t>> touched;
};

struct RedactPreview {
    std::string error;
    std::vector<RedactSample> samples; // changed ones first
    uint64_t looked = 0;
};

struct RedactReport {
    struct Rule {
        uint64_t messages = 0, values = 0;
    };
    std::vector<Rule> rules; // headers, paths, patterns
    uint64_t changed = 0; // messages
    uint64_t marks = 0;
};

// Work under way. Destroying it does not end it.
class Transfer {
public:
    Transfer()
        : m_cancelled(std::make_shared<std::atomic<bool>>(false))
    {
    }
    void cancel() const { *m_cancelled = true; }
    // Any thread.
    bool cancelled() const { return *m_cancelled; }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled;
};

class Transfers {
public:
    using Progressed = std::function<void(const TransferProgress&)>; // at most ten times a second
    using Ended = std::function<void(const TransferEnd&)>; // once
    using RedactEnded = std::function<void(const TransferEnd&, const RedactReport&)>;
    static constexpr size_t kPreviewRecords = 5;
    static constexpr size_t kPreviewRows = 20;
    static constexpr size_t kPreviewBytes = 4'000; // of one record or body

    virtual ~Transfers() = default;

    virtual Transfer exportMessages(ExportPlan plan, Progressed progressed, Ended ended) = 0;
    virtual Transfer previewExport(ExportPlan plan, std::function<void(const ExportPreview&)> done) = 0;
    virtual Transfer importFiles(ImportPlan plan, Progressed progressed, Ended ended) = 0;
    virtual Transfer previewImport(ImportPlan plan, std::function<void(const ImportPreview&)> done) = 0;
    virtual Transfer saveRedacted(RedactPlan plan, Progressed progressed, RedactEnded ended) = 0;
    virtual Transfer previewRedacted(RedactPlan plan, std::function<void(const RedactPreview&)> done) = 0;

    // What a file or folder seems to be, by its name; nothing: it does not say.
    virtual std::optional<FileForm> formOf(const std::string& path) const = 0;
};

} // namespace tapedeck
