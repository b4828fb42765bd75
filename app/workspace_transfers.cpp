#include "app/workspace_transfers.h"

#include "app/workspace_transfer_work.h"

#include <QCoreApplication>

#include <filesystem>
#include <future>

namespace tapedeck {

namespace {

constexpr Duration kTellEvery = Duration::millis(100);
const std::string kNoTape = "No tape is open in this window.";

void postToGui(std::function<void()> job)
{
    if (QCoreApplication* application = QCoreApplication::instance())
        QMetaObject::invokeMethod(application, std::move(job), Qt::QueuedConnection);
}

// The same callback, called on the GUI thread.
Transfers::Progressed toldOnGui(Transfers::Progressed progressed)
{
    return [progressed = std::move(progressed)](const TransferProgress& now) {
        if (progressed)
            postToGui([progressed, now] { progressed(now); });
    };
}

} // namespace

WorkspaceTransfers::WorkspaceTransfers() = default;

WorkspaceTransfers::~WorkspaceTransfers()
{
    setHost(nullptr);
}

EngineHost* WorkspaceTransfers::host()
{
    const std::lock_guard lock(m_mutex);
    return m_host;
}

void WorkspaceTransfers::setHost(EngineHost* host)
{
    {
        const std::lock_guard lock(m_mutex);
        m_host = host;
        for (const Transfer& transfer : m_running)
            transfer.cancel();
        m_running.clear();
    }
    for (Worker* worker : {&m_worker, &m_previewer}) {
        std::promise<void> idle;
        worker->post([&idle] { idle.set_value(); });
        idle.get_future().wait();
    }
}

Transfer WorkspaceTransfers::begin()
{
    constexpr size_t kRemembered = 64;
    const std::lock_guard lock(m_mutex);
    if (m_running.size() >= kRemembered) // only what can still run is of use: the newest of either kind
        m_running.erase(m_running.begin(), m_running.begin() + kRemembered / 2);
    return m_running.emplace_back();
}

Transfer WorkspaceTransfers::exportMessages(ExportPlan plan, Progressed progressed, Ended ended)
{
    const Transfer transfer = begin();
    m_worker.post([this, transfer, plan = std::move(plan), tell = toldOnGui(std::move(progressed)), ended] {
        TransferEnd end;
        EngineHost* const engine = host();
        if (engine)
            end = runExport(*engine, plan, transfer, tell);
        else
            end.error = kNoTape;
        postToGui([ended, end] { ended(end); });
    });
    return transfer;
}

Transfer WorkspaceTransfers::previewExport(ExportPlan plan, std::function<void(const ExportPreview&)> done)
{
    const Transfer transfer = begin();
    m_previewer.post([this, transfer, plan = std::move(plan), done = std::move(done)] {
        ExportPreview preview;
        EngineHost* const engine = host();
        if (engine)
            preview = runExportPreview(*engine, plan, transfer);
        else
            preview.error = kNoTape;
        postToGui([done, preview] { done(preview); });
    });
    return transfer;
}

Transfer WorkspaceTransfers::importFiles(ImportPlan plan, Progressed progressed, Ended ended)
{
    const Transfer transfer = begin();
    m_worker.post([this, transfer, plan = std::move(plan), tell = toldOnGui(std::move(progressed)), ended] {
        TransferEnd end;
        EngineHost* const engine = host();
        if (engine)
            end = runImport(*engine, plan, transfer, tell);
        else
            end.error = kNoTape;
        postToGui([ended, end] { ended(end); });
    });
    return transfer;
}

Transfer WorkspaceTransfers::previewImport(ImportPlan plan, std::function<void(const ImportPreview&)> done)
{
    const Transfer transfer = begin();
    m_previewer.post([transfer, plan = std::move(plan), done = std::move(done)] {
        postToGui([done, preview = runImportPreview(plan, transfer)] { done(preview); });
    });
    return transfer;
}

Transfer WorkspaceTransfers::saveRedacted(RedactPlan plan, Progressed progressed, RedactEnded ended)
{
    const Transfer transfer = begin();
    m_worker.post([this, transfer, plan = std::move(plan), tell = toldOnGui(std::move(progressed)), ended] {
        std::pair<TransferEnd, RedactReport> result;
        EngineHost* const engine = host();
        if (engine)
            result = runRedact(*engine, plan, transfer, tell);
        else
            result.first.error = kNoTape;
        postToGui([ended, result] { ended(result.first, result.second); });
    });
    return transfer;
}

Transfer WorkspaceTransfers::previewRedacted(RedactPlan plan, std::function<void(const RedactPreview&)> done)
{
    const Transfer transfer = begin();
    m_previewer.post([this, transfer, plan = std::move(plan), done = std::move(done)] {
        RedactPreview preview;
        EngineHost* const engine = host();
        if (engine)
            preview = runRedactPreview(*engine, plan, transfer);
        else
            preview.error = kNoTape;
        postToGui([done, preview] { done(preview); });
    });
    return transfer;
}

std::optional<FileForm> WorkspaceTransfers::formOf(const std::string& path) const
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return FileForm::raw;
    const auto format = transferFormatOfName(path);
    return format ? std::optional(static_cast<FileForm>(*format)) : std::nullopt;
}

// ---------------------------------------------------------------------------------------------- shared by the work

void ProgressPace::advance(uint64_t by)
{
    m_now.done += by;
    const Time now = m_clock.wall();
    if (now >= m_told && now - m_told < kTellEvery) // also when the clock was set back
        return;
    m_told = now;
    m_progressed(m_now);
}

std::vector<ChosenQueue> chosenQueues(EngineReader& reader, const MessageChoice& choice)
{
    std::vector<ChosenQueue> chosen;
    for (EngineReader::Queue& queue : reader.queues(choice.queues)) {
        const MessageId from =
            choice.newest != 0 && queue.head - queue.first > choice.newest ? queue.head - choice.newest : queue.first;
        ChosenQueue one{std::move(queue), {{from, queue.head}}};
        if (!choice.ids.empty())
            one.ranges = choice.ids;
        chosen.push_back(std::move(one));
        if (!choice.ids.empty())
            break;
    }
    return chosen;
}

uint64_t idsOf(const std::vector<ChosenQueue>& chosen)
{
    uint64_t ids = 0;
    for (const ChosenQueue& one : chosen)
        if (!one.ranges.empty())
            ids += one.ranges.back().second - one.ranges.front().first;
    return ids;
}

Status readChosen(EngineReader& reader, const std::vector<ChosenQueue>& chosen, const Filter& filter,
    const Transfer& transfer, ProgressPace* pace, uint64_t& damaged,
    const std::function<bool(const ChosenQueue&, const MessageView&)>& take)
{
    bool going = true;
    for (const ChosenQueue& one : chosen) {
        const EngineReader::Use use{
            [&](const MessageView& message) { return going = !transfer.cancelled() && take(one, message); },
            [&](uint64_t ids, uint64_t bad) {
                damaged += bad;
                if (pace)
                    pace->advance(ids);
                return going = !transfer.cancelled();
            },
        };
        if (const Status read = reader.read(one.queue.number, filter, one.ranges, use); !read)
            return read;
        if (!going)
            break;
    }
    return {};
}

std::string sentence(const Error& error)
{
    std::string text = error.text;
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    if (!text.empty() && text.back() != '.')
        text += '.';
    return text;
}

} // namespace tapedeck
