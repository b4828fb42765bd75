// Copies of a tape that are fit to be shared: what was chosen of the running engine goes through the redactor into a
// new tape.
#include "app/workspace_transfer_work.h"

#include "app/mark_copy.h"
#include "engine/base/random.h"
#include "engine/log/tape_writer.h"
#include "engine/queue/channel.h"
#include "engine/transfer/redact.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tapedeck {

namespace {

// A preview looks at so many messages for some that are changed.
constexpr uint64_t kLookedAtMax = 2'000;
// Of a body, what stands before the first change is shown up to this.
constexpr size_t kBeforeChangeBytes = 200;

RedactRules rulesOf(const RedactPlan& plan)
{
    RedactRules rules;
    rules.headers = plan.headers;
    rules.paths = plan.paths;
    rules.patterns = plan.patterns;
    rules.hash = plan.hash;
    SystemRandom random;
    rules.salt = plan.salt.empty() ? std::to_string(random.next()) + std::to_string(random.next()) : plan.salt;
    return rules;
}

// Writes the queues as they are, with what was chosen of their messages.
class SharedCopy {
public:
    SharedCopy(TapeWriter& writer, Redactor& redactor, MarkCopy& marks)
        : m_writer(writer)
        , m_redactor(redactor)
        , m_marks(marks)
    {
    }

    void declare(const std::vector<ChosenQueue>& chosen)
    {
        const Time now = SystemClock().wall();
        for (const ChosenQueue& one : chosen) {
            StoredQueue row;
            row.number = one.queue.number;
            row.name = one.queue.name;
            QueueSettings settings = one.queue.settings;
            settings.kind = QueueKind::disk; // else the copy would be empty
            row.settings = encodeSettings(settings);
            row.first = row.sealedEnd = one.ranges.front().first;
            for (const EngineReader::Queue::Channel& channel : one.queue.channels) {
                std::string state;
                Channel(m_random.next(), channel.cursor, channel.settings, now).encodeState(state);
                m_writer.addChannel(
                    {row.number, channel.number, channel.name, encodeSettings(channel.settings), std::move(state)});
                row.lastChannel = std::max(row.lastChannel, channel.number);
            }
            m_writer.addQueue(std::move(row));
        }
    }

    Status add(const ChosenQueue& from, const MessageView& message)
    {
        Record record = recordOf(message, from.queue.name);
        MessageView changed = message;
        std::string headers;
        if (m_redactor.apply(record)) {
            headers = encodeHeaders(record.headers);
            changed.key = record.key;
            changed.headers = headers;
            changed.body = record.body;
        }
        if (const Status added = m_writer.add(from.queue.number, changed); !added)
            return added;
        m_marks.follow(from.queue.number, message.id, m_writer);
        return {};
    }

private:
    TapeWriter& m_writer;
    Redactor& m_redactor;
    MarkCopy& m_marks;
    SystemRandom m_random;
};

std::string errorReason()
{
    return std::strerror(errno);
}

// From near the first difference on, as much as is shown.
void cutToChange(RedactSample& sample)
{
    const auto differs = std::mismatch(
        sample.bodyBefore.begin(), sample.bodyBefore.end(), sample.bodyAfter.begin(), sample.bodyAfter.end());
    const auto at = static_cast<size_t>(differs.first - sample.bodyBefore.begin());
    if (sample.bodyBefore.size() > Transfers::kPreviewBytes && at > kBeforeChangeBytes
        && at < sample.bodyBefore.size()) {
        sample.bodyBefore.erase(0, at - kBeforeChangeBytes);
        sample.bodyAfter.erase(0, at - kBeforeChangeBytes);
        sample.bodyCut = true;
    }
    for (std::string* body : {&sample.bodyBefore, &sample.bodyAfter})
        if (body->size() > Transfers::kPreviewBytes)
            body->resize(Transfers::kPreviewBytes);
}

RedactSample sampleOf(Redactor& redactor, const ChosenQueue& from, const MessageView& message)
{
    RedactSample sample;
    sample.queue = from.queue.name;
    sample.id = message.id;
    Record record = recordOf(message, from.queue.name);
    sample.keyBefore = record.key;
    sample.bodyBefore = record.body;
    sample.headersBefore = record.headers;
    const std::vector<RedactCount> before = redactor.counts();
    redactor.apply(record);
    for (size_t i = 0; i < before.size(); ++i) {
        const uint64_t values = redactor.counts()[i].values - before[i].values;
        if (values > 0)
            sample.touched.emplace_back(i, values);
    }
    sample.keyAfter = record.key;
    sample.bodyAfter = record.body;
    sample.headersAfter = record.headers;
    cutToChange(sample);
    return sample;
}

} // namespace

std::pair<TransferEnd, RedactReport> runRedact(
    EngineHost& host, const RedactPlan& plan, const Transfer& transfer, const Transfers::Progressed& progressed)
{
    TransferEnd end;
    RedactReport report;
    const auto failed = [&](const Error& error) {
        end.error = sentence(error);
        return std::pair(end, report);
    };
    const RedactRules rules = rulesOf(plan);
    auto redactor = Redactor::make(rules);
    if (!redactor)
        return failed(redactor.error());
    EngineReader reader(host);
    auto marks = MarkCopy::make(plan.marks ? reader.marks() : std::vector<Mark>(), rules, plan.notes);
    if (!marks)
        return failed(marks.error());
    const auto chosen = chosenQueues(reader, plan.which);
    const std::string part = plan.path + ".part";
    auto writer = TapeWriter::create(part);
    if (!writer)
        return failed(writer.error());
    SharedCopy copy(**writer, *redactor, *marks);
    copy.declare(chosen);
    ProgressPace pace(progressed, idsOf(chosen));
    Status written;
    const Status read = readChosen(reader, chosen, plan.which.filter, transfer, &pace, end.damaged,
        [&](const ChosenQueue& from, const MessageView& message) {
            written = copy.add(from, message);
            end.messages += written.ok() ? 1 : 0;
            return written.ok();
        });
    end.cancelled = transfer.cancelled();
    if (read && written && !end.cancelled)
        written = (*writer)->finish();
    if (const Status& bad = read ? written : read; !bad || end.cancelled) {
        (*writer)->discard();
        return end.cancelled ? std::pair(end, report) : failed(bad.error());
    }
    if (std::rename(part.c_str(), plan.path.c_str()) != 0) {
        const std::string reason = errorReason();
        std::remove(part.c_str());
        return failed({ErrorCode::io, "cannot write " + plan.path + ": " + reason});
    }
    for (const RedactCount& count : redactor->counts())
        report.rules.push_back({count.messages, count.values});
    report.changed = redactor->messages();
    report.marks = marks->written();
    return {end, report};
}

RedactPreview runRedactPreview(EngineHost& host, const RedactPlan& plan, const Transfer& transfer)
{
    RedactPreview preview;
    auto redactor = Redactor::make(rulesOf(plan));
    if (!redactor) {
        preview.error = sentence(redactor.error());
        return preview;
    }
    EngineReader reader(host);
    std::vector<RedactSample> unchanged;
    uint64_t damaged = 0;
    const Status read = readChosen(reader, chosenQueues(reader, plan.which), plan.which.filter, transfer, nullptr,
        damaged, [&](const ChosenQueue& from, const MessageView& message) {
            RedactSample sample = sampleOf(*redactor, from, message);
            auto& into = sample.touched.empty() ? unchanged : preview.samples;
            if (into.size() < Transfers::kPreviewRecords)
                into.push_back(std::move(sample));
            return ++preview.looked < kLookedAtMax && preview.samples.size() < Transfers::kPreviewRecords;
        });
    if (!read)
        preview.error = sentence(read.error());
    for (RedactSample& sample : unchanged)
        if (preview.samples.size() < Transfers::kPreviewRecords)
            preview.samples.push_back(std::move(sample));
    return preview;
}

} // namespace tapedeck
