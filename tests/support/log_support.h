// Makes messages, puts them into journals and runs, and collects what comes out. For tests only.
#pragma once

#include "engine/log/journal.h"
#include "engine/log/message.h"
#include "engine/log/recovery.h"

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace tapedeck::test {

// The seed of a random test: TAPEDECK_SEED, or a fixed one so that two runs do the same. Printed, to be given again.
inline uint64_t testSeed(uint64_t standard)
{
    const char* given = std::getenv("TAPEDECK_SEED");
    const uint64_t seed = given ? std::strtoull(given, nullptr, 0) : standard;
    std::printf("TAPEDECK_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
}

// A message that owns its bytes.
struct Message {
    MessageId id;
    Time time, wall;
    Duration delay;
    std::string key, headers, body;
    bool operator==(const Message&) const = default;

    NewMessage asNew() const { return {body, key, headers, delay}; }
    static Message of(const MessageView& v)
    {
        return {v.id, v.time, v.wall, v.delay, std::string(v.key), std::string(v.headers), std::string(v.body)};
    }
};

inline std::string randomText(std::mt19937_64& random, size_t bytesMax)
{
    std::string out(bytesMax == 0 ? 0 : random() % (bytesMax + 1), '\0');
    for (char& c : out)
        c = static_cast<char>(random());
    return out;
}

inline Message randomMessage(std::mt19937_64& random, MessageId id, Time previous, size_t bodyBytesMax)
{
    Message m;
    m.id = id;
    m.time = {previous.micros + static_cast<int64_t>(random() % 4 ? random() % 1000 : 0)};
    m.wall = random() % 5 ? m.time : Time{m.time.micros - static_cast<int64_t>(random() % 100'000)};
    if (random() % 8 == 0)
        m.delay = {static_cast<int64_t>(random() % 1'000'000)};
    if (random() % 3 == 0)
        m.key = randomText(random, 20);
    if (random() % 4 == 0)
        m.headers = encodeHeaders({{"name", randomText(random, 10)}, {"", randomText(random, 200)}});
    m.body = randomText(random, bodyBytesMax);
    return m;
}

// `messages` (contiguous ids, rising times) as the bytes of one run.
inline std::string encodeRun(const std::vector<Message>& messages, Time base)
{
    std::string out;
    for (const Message& m : messages) {
        const size_t at = out.size();
        out.resize(at + entryBytesMax(m.asNew()));
        const char* end = encodeEntry(out.data() + at, m.asNew(), base, m.time, m.wall);
        out.resize(static_cast<size_t>(end - out.data()));
        base = m.time;
    }
    return out;
}

// All messages of a run; `intact` tells whether it could be read to its end.
inline std::vector<Message> decodeRun(const Run& run, bool* intact = nullptr)
{
    std::vector<Message> out;
    RunReader reader(run);
    MessageView view;
    while (reader.next(view))
        out.push_back(Message::of(view));
    if (intact)
        *intact = reader.intact();
    return out;
}

// False when the journal refuses it.
inline bool publish(Journal& journal, QueueNo queue, const Message& m)
{
    Time previous;
    char* at = journal.reserve(queue, m.id, m.time, entryBytesMax(m.asNew()), &previous);
    if (!at)
        return false;
    journal.finishEntry(encodeEntry(at, m.asNew(), previous, m.time, m.wall), m.time);
    return true;
}

// What recovery delivered.
struct Collected final : JournalVisitor {
    struct Record {
        GroupNo group;
        RecordType type{};
        QueueNo queue;
        std::string payload; // of a control record
        std::vector<Message> messages; // of a run
        bool operator==(const Record&) const = default;
    };
    std::vector<Record> records;
    bool allIntact = true;

    void onRun(GroupNo group, QueueNo queue, const Run& run) override
    {
        bool intact = false;
        records.push_back({group, RecordType::messages, queue, {}, decodeRun(run, &intact)});
        allIntact = allIntact && intact;
    }
    void onRecord(GroupNo group, RecordType type, QueueNo queue, std::string_view payload) override
    {
        records.push_back({group, type, queue, std::string(payload), {}});
    }
    std::vector<Message> messagesOf(QueueNo queue) const
    {
        std::vector<Message> out;
        for (const Record& r : records)
            if (r.queue == queue)
                out.insert(out.end(), r.messages.begin(), r.messages.end());
        return out;
    }
};

} // namespace tapedeck::test
