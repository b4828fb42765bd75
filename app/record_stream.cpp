#include "app/record_stream.h"

#include <vector>

namespace tapedeck {

static constexpr size_t kStreamPieceBytes = size_t{256} << 10;

Status readRecordStream(std::istream& in, TransferFormat format, const std::function<bool(const Record&)>& use,
    const std::function<bool(uint64_t)>& bytes)
{
    RecordReader reader(format);
    std::vector<char> piece(kStreamPieceBytes);
    Record record;
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto got = static_cast<size_t>(in.gcount());
        if (in.bad())
            return Error{ErrorCode::io, "it cannot be read to its end"};
        reader.feed({piece.data(), got});
        if (!in)
            reader.finish();
        for (;;) {
            const auto next = reader.next(record);
            if (!next)
                return next.error();
            if (!*next)
                break;
            if (!use(record))
                return {};
        }
        if (!bytes(got))
            return {};
    }
    return {};
}

} // namespace tapedeck
