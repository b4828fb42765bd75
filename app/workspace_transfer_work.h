// The work behind WorkspaceTransfers: each function does one thing from its beginning to its end, on a thread that may
// wait, and looks often whether it was cancelled. `host` lives until they have returned.
#pragma once

#include "app/engine_host.h"
#include "app/engine_reader.h"
#include "engine/base/clock.h"
#include "engine/transfer/format.h"
#include "ui/client/transfers.h"

namespace tapedeck {

TransferEnd runExport(EngineHost& host, const ExportPlan& plan, const Transfer& transfer, const Transfers::Progressed&);
ExportPreview runExportPreview(EngineHost& host, const ExportPlan& plan, const Transfer& transfer);
TransferEnd runImport(EngineHost& host, const ImportPlan& plan, const Transfer& transfer, const Transfers::Progressed&);
ImportPreview runImportPreview(const ImportPlan& plan, const Transfer& transfer);
std::pair<TransferEnd, RedactReport> runRedact(
    EngineHost& host, const RedactPlan& plan, const Transfer& transfer, const Transfers::Progressed&);
RedactPreview runRedactPreview(EngineHost& host, const RedactPlan& plan, const Transfer& transfer);

// What a choice means now: of each queue its ranges of ids.
struct ChosenQueue {
    EngineReader::Queue queue;
    std::vector<EngineReader::IdRange> ranges;
};
std::vector<ChosenQueue> chosenQueues(EngineReader& reader, const MessageChoice& choice);

// Passes progress on, but not too often.
class ProgressPace {
public:
    ProgressPace(const Transfers::Progressed& progressed, uint64_t total)
        : m_progressed(progressed)
        , m_now{0, total}
    {
    }
    void advance(uint64_t by);

private:
    const Transfers::Progressed& m_progressed;
    TransferProgress m_now;
    SystemClock m_clock;
    Time m_told;
};

// Reads all that was chosen; `take` as in EngineReader. Counts what is damaged. Ends early when cancelled.
Status readChosen(EngineReader& reader, const std::vector<ChosenQueue>& chosen, const Filter& filter,
    const Transfer& transfer, ProgressPace* pace, uint64_t& damaged,
    const std::function<bool(const ChosenQueue&, const MessageView&)>& take);
uint64_t idsOf(const std::vector<ChosenQueue>& chosen);

// A sentence for people.
std::string sentence(const Error& error);

inline TransferFormat transferFormatOf(FileForm form)
{
    return static_cast<TransferFormat>(form);
}

} // namespace tapedeck
