// Exporting for the window, and what it will look like.
#include "app/workspace_transfer_work.h"

#include "app/export_sink.h"

namespace tapedeck {

TransferEnd runExport(
    EngineHost& host, const ExportPlan& plan, const Transfer& transfer, const Transfers::Progressed& progressed)
{
    TransferEnd end;
    EngineReader reader(host);
    const auto chosen = chosenQueues(reader, plan.which);
    auto sink = exportTo(plan.path, transferFormatOf(plan.form));
    if (!sink) {
        end.error = sentence(sink.error());
        return end;
    }
    ProgressPace pace(progressed, idsOf(chosen));
    Status written;
    const Status read = readChosen(reader, chosen, plan.which.filter, transfer, &pace, end.damaged,
        [&](const ChosenQueue& from, const MessageView& message) {
            written = (*sink)->write(recordOf(message, from.queue.name));
            end.messages += written.ok() ? 1 : 0;
            return written.ok();
        });
    end.cancelled = transfer.cancelled();
    if (end.cancelled)
        return end;
    if (read && written)
        written = (*sink)->finish();
    if (const Status& failed = read ? written : read; !failed)
        end.error = sentence(failed.error());
    return end;
}

ExportPreview runExportPreview(EngineHost& host, const ExportPlan& plan, const Transfer& transfer)
{
    ExportPreview preview;
    EngineReader reader(host);
    const TransferFormat format = transferFormatOf(plan.form);
    uint64_t damaged = 0;
    const Status read = readChosen(reader, chosenQueues(reader, plan.which), plan.which.filter, transfer, nullptr,
        damaged, [&](const ChosenQueue& from, const MessageView& message) {
            const Record record = recordOf(message, from.queue.name);
            std::string text;
            if (format == TransferFormat::raw)
                text = record.body;
            else
                appendRecord(text, record, format);
            if (text.size() > Transfers::kPreviewBytes)
                text.resize(Transfers::kPreviewBytes);
            else if (text.ends_with('\n'))
                text.pop_back();
            preview.records.push_back(std::move(text));
            return preview.records.size() < Transfers::kPreviewRecords;
        });
    if (!read)
        preview.error = sentence(read.error());
    return preview;
}

} // namespace tapedeck
