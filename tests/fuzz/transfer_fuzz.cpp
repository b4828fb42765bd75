// Files that are imported: any bytes are read or refused, whole and split feeding agree, and what was read is written
// and read again as it was. Redaction and JSON paths do no harm to any body.
#include "engine/base/check.h"
#include "engine/filter/document.h"
#include "engine/transfer/format.h"
#include "engine/transfer/redact.h"
#include "tests/fuzz/fuzz_input.h"

#include <vector>

using namespace tapedeck;

namespace {

std::vector<Record> readAll(const std::string& text, TransferFormat format, size_t piece, std::string& error)
{
    RecordReader reader(format);
    std::vector<Record> out;
    Record record;
    for (size_t at = 0; at <= text.size() && error.empty(); at += piece) {
        reader.feed(std::string_view(text).substr(at, piece));
        if (at + piece > text.size())
            reader.finish();
        for (;;) {
            const auto next = reader.next(record);
            if (!next)
                error = next.error().text;
            if (!next || !*next)
                break;
            out.push_back(record);
        }
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    fuzz::Input input(data, size);
    const auto format = static_cast<TransferFormat>(input.byte() % 3);
    const size_t piece = 1 + input.byte();
    const std::string text = input.text(input.left());
    std::string error, splitError;
    const auto records = readAll(text, format, text.size() + 1, error);
    CHECK(readAll(text, format, piece, splitError) == records && error == splitError);
    for (const Record& record : records) {
        std::string line(formatHeading(format));
        appendRecord(line, record, format);
        std::string none;
        const auto again = readAll(line, format, line.size() + 1, none);
        // A foreign CloudEvent's attributes have become headers, which are ours from then on.
        CHECK(none.empty() && again.size() == 1 && again[0].body == record.body && again[0].headers == record.headers);
    }
    auto redactor = Redactor::make({{"a"}, {"a", "*.b", "c[*]"}, {"[0-9]+", "x*"}, false, ""});
    Record whole{"q", {1}, {}, {}, "k", {{"a", text}}, text};
    Document document;
    const bool json = document.read(text, BodyFormat::json);
    redactor->apply(whole);
    CHECK(
        !json || text.find_first_of("0123456789x") != std::string::npos || document.read(whole.body, BodyFormat::json));
    return 0;
}
