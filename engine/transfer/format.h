// The forms in which messages are written to files and read back, bytes for bytes: JSON lines, CSV, CloudEvents, and a
// folder of raw files. engine/transfer/FORMATS.md describes them.
//
// Writers append to a string that the caller sends away; readers are given one line (or record) at a time. Pure but for
// the folder of raw files; one thread.
#pragma once

#include "engine/base/result.h"
#include "engine/transfer/record.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

enum class TransferFormat : unsigned char { jsonLines, csv, cloudEvents, raw };

// "jsonl", "csv", "cloudevents", "raw"; nothing for another word.
std::optional<TransferFormat> transferFormat(std::string_view word);
// What a file name says: .csv, .jsonl and .ndjson, .cloudevents; a name that ends with / is a folder of raw files.
std::optional<TransferFormat> transferFormatOfName(std::string_view path);

// --- lines: every format but raw ---
// What stands before the first record (CSV's headings).
std::string_view formatHeading(TransferFormat format);
void appendRecord(std::string& out, const Record& record, TransferFormat format);

// Splits a text into records as it comes: lines, or CSV's records, whose quoted fields may hold line breaks. Text that
// claims a record longer than limits::kTransferRecordBytesMax is an error.
class RecordReader {
public:
    explicit RecordReader(TransferFormat format)
        : m_format(format)
    {
    }
    void feed(std::string_view bytes) { m_pending.append(bytes); }
    // No more will come: what is left is the last record.
    void finish() { m_finished = true; }
    // True: `out` is the next record. False: more is needed, or (after finish()) there is none. Errors: invalidArgument
    // with the number of the record's first line.
    Result<bool> next(Record& out);

private:
    Result<bool> take(std::string_view text, Record& out);
    std::optional<size_t> recordEnd() const;

    TransferFormat m_format;
    std::string m_pending;
    size_t m_at = 0; // of what is pending
    mutable size_t m_scanned = 0; // of what follows m_at: known to hold no end
    mutable bool m_quoted = false; // at m_scanned
    uint64_t m_line = 1;
    bool m_finished = false;
    bool m_headingRead = false;
};

// --- for the readers and writers of single formats ---
void appendJsonLine(std::string& out, const Record& record);
Result<Record> readJsonLine(std::string_view line);
void appendCloudEvent(std::string& out, const Record& record);
Result<Record> readCloudEvent(std::string_view line);
void appendCsv(std::string& out, const Record& record);
Result<Record> readCsv(std::string_view text);

// Whether the bytes can stand in JSON as text.
bool holdsUtf8(std::string_view bytes);
std::string toBase64(std::string_view bytes);
std::optional<std::string> fromBase64(std::string_view text);

} // namespace tapedeck
