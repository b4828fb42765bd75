// Importing for the window: reads files a piece at a time and publishes what they hold, in order.
#include "app/workspace_transfer_work.h"

#include "app/raw_files.h"
#include "app/record_stream.h"
#include "engine/base/time_forms.h"
#include "engine/broker/broker.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <set>

namespace tapedeck {

namespace {

// Published in one turn of the loop.
constexpr size_t kBatchRecords = 500;
constexpr size_t kBatchBytes = size_t{2} << 20;

// Calls `use` with each record until it returns false; `bytes` says how many were read of the file. The place of a
// mistake is in the error.
Status readRecords(const std::string& path, FileForm form, const std::function<bool(const Record&)>& use,
    const std::function<bool(uint64_t)>& bytes)
{
    if (form == FileForm::raw)
        return readRawFiles(path, [&](const Record& record) { return use(record) && bytes(record.body.size()); });
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{ErrorCode::io, "it cannot be read"};
    return readRecordStream(file, transferFormatOf(form), use, bytes);
}

std::string placed(const std::string& path, const Error& error)
{
    return std::filesystem::path(path).filename().string() + ": " + sentence(error);
}

// Publishes batches one after another; waits while the engine has no room.
class Publisher {
public:
    Publisher(EngineHost& host, const Transfer& transfer)
        : m_host(host)
        , m_transfer(transfer)
    {
    }
    Status add(Record record)
    {
        m_bytes += record.body.size();
        m_batch.push_back(std::move(record));
        return m_batch.size() < kBatchRecords && m_bytes < kBatchBytes ? Status() : flush();
    }
    Status flush()
    {
        size_t done = 0;
        while (done < m_batch.size()) {
            Status published;
            std::promise<void> ready;
            m_host.post([&] {
                published = publish(done);
                const bool full = !published && published.error().code == ErrorCode::overloaded;
                if (!full || !m_host.broker().waitForRoom([&ready] { ready.set_value(); }))
                    ready.set_value();
            });
            ready.get_future().wait();
            if (!published && (published.error().code != ErrorCode::overloaded || m_transfer.cancelled()))
                return published;
        }
        m_published += m_batch.size();
        m_batch.clear();
        m_bytes = 0;
        return {};
    }
    uint64_t published() const { return m_published; }
    const std::set<std::string>& queues() const { return m_queues; }

private:
    // On the loop: those of the batch from `done` on, as far as there is room.
    Status publish(size_t& done)
    {
        Broker& broker = m_host.broker();
        for (; done < m_batch.size(); ++done) {
            const Record& record = m_batch[done];
            QueuePtr queue = broker.findQueue(record.queue);
            if (!queue) {
                auto created = broker.createQueue(record.queue, broker.defaultSettings());
                if (!created)
                    return created.error();
                queue = *created;
            }
            const std::string headers = encodeHeaders(record.headers);
            const NewMessage message{record.body, record.key, headers, record.delay};
            if (const auto id = broker.publish(*queue, {&message, 1}); !id)
                return id.error();
            m_queues.insert(record.queue);
        }
        return {};
    }
    EngineHost& m_host;
    const Transfer& m_transfer;
    std::vector<Record> m_batch;
    size_t m_bytes = 0;
    uint64_t m_published = 0;
    std::set<std::string> m_queues;
};

uint64_t sizeOf(const std::string& path)
{
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
        const uint64_t size = std::filesystem::file_size(path, error);
        return error ? 0 : size;
    }
    uint64_t size = 0;
    for (auto at = std::filesystem::recursive_directory_iterator(path, error); !error && at != end(at);
         at.increment(error))
        if (std::error_code ignored; at->is_regular_file(ignored) && at->path().filename() != "index.jsonl")
            size += at->file_size(ignored);
    return size;
}

void toPlan(Record& record, const ImportPlan& plan)
{
    if (!plan.queue.empty())
        record.queue = plan.queue;
    if (!plan.timeHeader.empty() && record.time)
        record.headers.emplace_back(plan.timeHeader, formatTime(*record.time));
}

const Error kNoQueue{ErrorCode::invalidArgument, "the messages do not say their queue; choose one"};

} // namespace

TransferEnd runImport(
    EngineHost& host, const ImportPlan& plan, const Transfer& transfer, const Transfers::Progressed& progressed)
{
    TransferEnd end;
    uint64_t total = 0;
    for (const auto& file : plan.files)
        total += sizeOf(file.first);
    ProgressPace pace(progressed, total);
    Publisher publisher(host, transfer);
    for (const auto& [path, form] : plan.files) {
        Status added;
        const auto use = [&](const Record& original) {
            Record record = original;
            toPlan(record, plan);
            added = record.queue.empty() ? Status(kNoQueue) : publisher.add(std::move(record));
            return added.ok() && !transfer.cancelled();
        };
        const Status read = readRecords(path, form, use, [&](uint64_t bytes) {
            pace.advance(bytes);
            return !transfer.cancelled();
        });
        if (transfer.cancelled())
            break;
        if (const Status& failed = read ? added : read; !failed)
            end.error = placed(path, failed.error());
        // What stands before a mistake is published, and counted.
        if (const Status flushed = publisher.flush(); !flushed && end.error.empty())
            end.error = sentence(flushed.error());
        if (!end.error.empty())
            break;
    }
    end.cancelled = transfer.cancelled();
    end.messages = publisher.published();
    end.queues.assign(publisher.queues().begin(), publisher.queues().end());
    return end;
}

ImportPreview runImportPreview(const ImportPlan& plan, const Transfer& transfer)
{
    ImportPreview preview;
    for (const auto& [path, form] : plan.files) {
        const auto use = [&](const Record& original) {
            Record record = original;
            toPlan(record, plan);
            preview.rows.push_back({record.queue, record.time, record.key,
                record.body.substr(0, Transfers::kPreviewBytes), record.headers.size(), record.body.size()});
            if (record.queue.empty() && preview.error.empty())
                preview.error = placed(path, kNoQueue);
            return preview.rows.size() < Transfers::kPreviewRows && !transfer.cancelled();
        };
        const Status read = readRecords(path, form, use, [&](uint64_t) { return !transfer.cancelled(); });
        if (!read)
            preview.error = placed(path, read.error());
        if (!preview.error.empty() || preview.rows.size() >= Transfers::kPreviewRows)
            break;
    }
    return preview;
}

} // namespace tapedeck
