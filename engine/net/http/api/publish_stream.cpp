// Publishing a stream of lines: each line is published as it arrives, and the client is held back while the journal has
// no room.
#include "engine/base/limits.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/publishing.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

// What one call of publish() gets: enough to be cheap, few enough to be undone by one refusal.
constexpr size_t kMessagesPerCall = 512;
constexpr size_t kBytesPerCall = size_t{1} << 20;

class LineSink final : public http::BodySink {
public:
    LineSink(Exchange& exchange, QueuePtr queue)
        : m_exchange(exchange)
        , m_queue(std::move(queue))
        , m_alive(std::make_shared<const int>(0))
    {
    }

    size_t onBody(std::string_view bytes) override
    {
        size_t taken = 0;
        while (taken < bytes.size() && !m_held && !m_failed) {
            const size_t end = bytes.find('\n', taken);
            if (end == std::string_view::npos) {
                keepRest(bytes.substr(taken));
                taken = bytes.size();
                break;
            }
            const std::string_view piece = bytes.substr(taken, end - taken);
            taken = end + 1;
            takeLine(m_rest.empty() ? piece : std::string_view(m_rest.append(piece)));
            m_rest.clear();
        }
        if (!m_held && !m_failed)
            static_cast<void>(publishBatch());
        return taken;
    }

    void onBodyEnd() override
    {
        m_ended = true;
        if (m_failed)
            return;
        if (!m_rest.empty())
            takeLine(std::exchange(m_rest, {}));
        finish();
    }

private:
    void keepRest(std::string_view part)
    {
        if (m_rest.size() + part.size() > limits::kHttpBodyBytesMax)
            return fail(
                problemOf({ErrorCode::messageTooBig, "The line is longer than any message may be."}), m_line + 1);
        m_rest += part;
    }

    void takeLine(std::string_view line)
    {
        ++m_line;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            return;
        const Result<Json> json = parseJson(line);
        auto message = json ? readMessage(*json, {}) : Result<OwnedMessage>(json.error());
        if (!message) {
            if (publishBatch()) // what stands before it is good
                fail(problemOf(message.error()), m_line);
            else if (!m_failed)
                m_pending = problemOf(message.error());
            return;
        }
        m_batchBytes += message->body.size() + message->key.size() + message->headers.size();
        m_batch.push_back(std::move(message).value());
        if (m_batch.size() >= kMessagesPerCall || m_batchBytes >= kBytesPerCall)
            static_cast<void>(publishBatch());
    }

    // True when nothing is left to be published. Else it waits for room, or has failed.
    bool publishBatch()
    {
        if (m_held || m_failed || m_batch.empty())
            return !m_held && !m_failed;
        std::vector<NewMessage> views;
        views.reserve(m_batch.size());
        for (const OwnedMessage& message : m_batch)
            views.push_back(message.view());
        const Result<MessageId> first = m_exchange.broker().publish(*m_queue, views);
        if (!first && first.error().code == ErrorCode::overloaded) {
            waitForRoom();
            return false;
        }
        if (!first) {
            fail(problemOf(first.error()), m_line);
            return false;
        }
        if (m_published == 0)
            m_first = *first;
        m_published += m_batch.size();
        m_last = *first + (m_batch.size() - 1);
        m_batch.clear();
        m_batchBytes = 0;
        return true;
    }

    void waitForRoom()
    {
        m_held = true;
        const auto later = [this, alive = std::weak_ptr<const int>(m_alive)] {
            if (!alive.expired())
                roomCame();
        };
        if (!m_exchange.broker().waitForRoom(later))
            m_exchange.after({}, later);
    }

    void roomCame()
    {
        m_held = false;
        if (!publishBatch())
            return;
        if (m_pending)
            fail(*m_pending, m_line);
        else if (m_ended)
            finish();
        else
            m_exchange.bodyResume();
    }

    void finish()
    {
        if (!m_failed && publishBatch() && !m_pending)
            m_exchange.answer(
                {201, std::string(http::kJson), "{" + publishedMembers(m_published, m_first, m_last) + "}\n"});
    }

    void fail(Problem problem, uint64_t line)
    {
        m_failed = true;
        JsonWriter json;
        json.member("line", line).member("published", m_published);
        if (m_published > 0)
            json.id("firstId", m_first).id("lastId", m_last);
        problem.members = json.take();
        problem.detail = "Line " + std::to_string(line) + ": " + problem.detail + " The " + std::to_string(m_published)
            + " messages published before it stay.";
        m_exchange.bodyResume(); // if it was stalled: what follows is swallowed
        // It reports what was published, and so waits until that is kept.
        m_exchange.answer(problemAnswer(problem, m_exchange.request()));
    }

    Exchange& m_exchange;
    QueuePtr m_queue;
    std::shared_ptr<const int> m_alive;
    std::string m_rest; // of a line whose end has not come
    std::vector<OwnedMessage> m_batch;
    size_t m_batchBytes = 0;
    std::optional<Problem> m_pending; // of the line behind the batch that waits for room
    bool m_held = false; // the batch waits for room
    bool m_failed = false;
    bool m_ended = false;
    uint64_t m_line = 0;
    uint64_t m_published = 0;
    MessageId m_first, m_last;
};

} // namespace

void publishStream(NativeApi&, Exchange& exchange)
{
    QueryReader query(exchange.request(), exchange.broker().now());
    const bool create = query.boolean("create").value_or(true);
    if (exchange.request().header("Idempotency-Key"))
        query.fail("A stream cannot have an Idempotency-Key: what came of it before an error stays published.");
    if (!answerIfFailed(exchange, query.finish()))
        return;
    if (QueuePtr queue = targetQueue(exchange, create))
        exchange.takeBody(std::make_unique<LineSink>(exchange, std::move(queue)));
}

} // namespace tapedeck::api
