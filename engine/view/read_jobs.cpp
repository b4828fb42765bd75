// Lookups that read messages: the rows of a page, and one whole message.
#include "engine/view/lookup_job.h"

#include "engine/base/check.h"
#include "engine/base/limits.h"

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

// One read of a page: frames of some segments, and not much of the turn.
constexpr size_t kReadBytes = size_t{4} << 20;
// The same where values are looked for in the bodies, which takes some milliseconds per MiB: the loop turns in between.
constexpr size_t kFieldReadBytes = size_t{1} << 20;
// A larger body is not looked into for a cell of a table: it would hold up everybody else.
constexpr size_t kFieldBodyBytesMax = size_t{4} << 20;
// One message of the largest size with everything that belongs to it.
constexpr size_t kMessageBytes = limits::kBodyBytesMax + limits::kKeyBytesMax + limits::kHeadersBytesMax + (64 << 10);

// A header is two texts.
uint32_t countHeaders(std::string_view encoded)
{
    ByteReader reader(encoded);
    uint32_t count = 0;
    while (reader.ok() && !reader.atEnd()) {
        static_cast<void>(reader.text());
        static_cast<void>(reader.text());
        count += reader.ok() ? 1 : 0;
    }
    return count;
}

MessageRow rowOf(const MessageView& message, uint32_t previewBytes)
{
    MessageRow row;
    row.id = message.id;
    row.time = message.time;
    row.key = message.key;
    row.bodyBytes = message.body.size();
    row.headerCount = countHeaders(message.headers);
    row.preview = message.body.substr(0, previewBytes);
    return row;
}

// Reads as often as needed, then has its answer.
class ReadJob : public LookupJob, private MessageSink {
public:
    ReadJob(Broker& broker, QueuePtr queue, std::function<void()> later)
        : m_broker(broker)
        , m_queue(std::move(queue))
        , m_later(std::move(later))
    {
    }
    ~ReadJob() override
    {
        if (m_wait != 0)
            m_broker.cancel(m_wait);
    }
    ReadJob(const ReadJob&) = delete;
    ReadJob& operator=(const ReadJob&) = delete;

    // Reads on until the broker has to look something up or everything is there.
    void run() final
    {
        while (!m_done && !m_reading) {
            const Want want = next();
            m_reading = true;
            m_inside = true;
            const WaitId wait = m_broker.read(*m_queue, want.from, want.count, want.bytesMax, *this);
            m_inside = false;
            m_wait = m_reading ? wait : 0;
            if (inTurns() && !m_done && !m_reading) {
                m_later();
                return;
            }
        }
    }
    bool done() const final { return m_done; }

private:
    void onMessages(std::span<const MessageView> messages) final
    {
        answered();
        arrived(messages);
        tell();
    }
    void onReadError(const Error& error) final
    {
        answered();
        failed(error.text.empty() ? std::string("The messages cannot be read.") : error.text);
        m_done = true;
        tell();
    }

protected:
    struct Want {
        MessageId from;
        uint32_t count;
        size_t bytesMax;
    };
    virtual Want next() const = 0;
    virtual bool inTurns() const { return false; } // one read per turn of the loop
    virtual void arrived(std::span<const MessageView> messages) = 0; // calls finish() or lets another read follow
    virtual void failed(const std::string& text) = 0;
    void finish() { m_done = true; }

    Broker& m_broker;
    QueuePtr m_queue;

private:
    void answered()
    {
        m_reading = false;
        m_wait = 0;
    }
    void tell()
    {
        if (!m_inside)
            m_later();
    }

    std::function<void()> m_later;
    WaitId m_wait = 0;
    bool m_reading = false;
    bool m_inside = false; // the answer comes before read() returns
    bool m_done = false;
};

class PageJob final : public ReadJob {
public:
    PageJob(Broker& broker, QueuePtr queue, std::function<void()> later, const PageRequest& request)
        : ReadJob(broker, std::move(queue), std::move(later))
        , m_left(std::min(request.count, limits::kPageRowsMax))
        , m_previewBytes(std::min(request.previewBytes, limits::kPagePreviewBytesMax))
        , m_from(request.first)
        , m_ids(request.ids)
        , m_fields(request.fields.begin(),
              request.fields.begin() + static_cast<ptrdiff_t>(std::min(request.fields.size(), PageRequest::kFieldsMax)))
        , m_page(emptyAnswer(request))
    {
        if (!m_ids.empty()) {
            m_ids.resize(std::min<size_t>(m_ids.size(), limits::kPageRowsMax));
            m_left = static_cast<uint32_t>(m_ids.size());
        }
        if (m_left == 0)
            finish();
    }

    ObserverAnswer takeAnswer() override
    {
        addStates();
        return std::move(m_page);
    }

private:
    Want next() const override
    {
        const size_t bytes = inTurns() ? kFieldReadBytes : kReadBytes;
        if (m_ids.empty())
            return {m_from, m_left, bytes};
        const size_t begin = m_ids.size() - m_left;
        size_t end = begin + 1; // those that lie side by side are read at once
        while (end < m_ids.size() && m_ids[end] == m_ids[end - 1] + 1)
            ++end;
        return {m_ids[begin], static_cast<uint32_t>(end - begin), bytes};
    }
    bool inTurns() const override { return !m_fields.empty(); }

    void arrived(std::span<const MessageView> messages) override
    {
        for (const MessageView& message : messages) {
            if (m_left == 0)
                break;
            m_from = message.id + 1;
            if (!m_ids.empty()) {
                while (m_left > 0 && m_ids[m_ids.size() - m_left] < message.id) // gone
                    --m_left;
                if (m_left == 0 || m_ids[m_ids.size() - m_left] != message.id)
                    continue;
            }
            m_page.rows.push_back(rowOf(message, m_previewBytes));
            addFields(message, m_page.rows.back());
            m_bytes += message.body.size();
            --m_left;
        }
        if (messages.empty() || m_left == 0 || m_bytes >= limits::kPageReadBytes || m_from >= m_broker.head(*m_queue))
            finish();
    }
    void failed(const std::string& text) override { m_page.error = text; }

    void addFields(const MessageView& message, MessageRow& row)
    {
        if (m_fields.empty())
            return;
        Field::clear(m_scratch);
        const FilterSubject subject{message, m_queue->name()};
        for (const Field& field : m_fields) {
            if (field.readsBody() && message.body.size() > kFieldBodyBytesMax)
                row.fields.push_back({FieldValue::Kind::unread, false, {}});
            else
                row.fields.push_back(field.of(subject, m_scratch, PageRequest::kFieldBytesMax));
        }
    }

    // Rows are contiguous but for what was removed between two reads.
    void addStates()
    {
        if (m_queue->deleted())
            return;
        size_t begin = 0;
        while (begin < m_page.rows.size()) {
            size_t end = begin + 1;
            while (end < m_page.rows.size() && m_page.rows[end].id == m_page.rows[end - 1].id + 1)
                ++end;
            statesOf(begin, end);
            begin = end;
        }
    }
    void statesOf(size_t begin, size_t end)
    {
        m_page.channels.clear();
        std::vector<MessageState> states;
        m_broker.messageStates(*m_queue, m_page.rows[begin].id, static_cast<uint32_t>(end - begin),
            limits::kPageChannelsMax, m_page.channels, states);
        const size_t width = m_page.channels.size();
        CHECK(states.size() == (end - begin) * width);
        for (size_t i = begin; i < end; ++i) {
            const auto from = states.begin() + static_cast<ptrdiff_t>((i - begin) * width);
            m_page.rows[i].states.assign(from, from + static_cast<ptrdiff_t>(width));
        }
    }

    uint32_t m_left; // rows still wanted; of m_ids the last ones
    uint32_t m_previewBytes;
    MessageId m_from;
    std::vector<MessageId> m_ids;
    std::vector<Field> m_fields;
    FilterScratch m_scratch;
    Page m_page;
    size_t m_bytes = 0;
};

class MessageJob final : public ReadJob {
public:
    MessageJob(Broker& broker, QueuePtr queue, std::function<void()> later, const MessageRequest& request)
        : ReadJob(broker, std::move(queue), std::move(later))
        , m_answer(emptyAnswer(request))
    {
    }

    ObserverAnswer takeAnswer() override { return std::move(m_answer); }

private:
    Want next() const override { return {m_answer.id, 1, kMessageBytes}; }

    void arrived(std::span<const MessageView> messages) override
    {
        finish();
        // A read goes on at the next message there is; the one asked for may be gone.
        if (messages.empty() || messages.front().id != m_answer.id)
            return;
        const MessageView& message = messages.front();
        m_answer.found = true;
        m_answer.time = message.time;
        m_answer.wall = message.wall;
        m_answer.delay = message.delay;
        m_answer.key = message.key;
        m_answer.body = message.body;
        m_answer.headers = decodeHeaders(message.headers);
    }
    void failed(const std::string& text) override { m_answer.error = text; }

    MessageAnswer m_answer;
};

} // namespace

LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const PageRequest& request)
{
    return std::make_unique<PageJob>(broker, std::move(queue), std::move(later), request);
}

LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const MessageRequest& request)
{
    return std::make_unique<MessageJob>(broker, std::move(queue), std::move(later), request);
}

} // namespace tapedeck
