#include "engine/net/http/api/search.h"

#include "engine/net/http/api/values.h"

#include <algorithm>
#include <deque>

namespace tapedeck::api {

namespace {

// A page is answered after that long with what it has: who wants more follows its `next`.
constexpr Duration kPageTime = Duration::seconds(2);
// Going backwards: messages looked at before the ones before them.
constexpr uint64_t kWindowFirst = 4'000, kWindowMax = 256'000;

// Keeps itself until its one answer has come; the callback knows whether its exchange is still there.
class StepCall final : public ScanSink {
public:
    static void start(Broker& broker, QueueHandle& queue, const ScanRequest& request, Callback<ScanStep> done)
    {
        auto call = std::make_shared<StepCall>();
        call->m_self = call;
        call->m_done = std::move(done);
        broker.scan(queue, request, *call);
    }

private:
    void onScanned(const ScanStep& step) override
    {
        const auto keep = std::move(m_self);
        m_done(step);
    }
    void onScanError(const Error& error) override
    {
        const auto keep = std::move(m_self);
        m_done(error);
    }

    std::shared_ptr<StepCall> m_self;
    Callback<ScanStep> m_done;
};

// A page while it is collected.
class MatchPage : public std::enable_shared_from_this<MatchPage> {
public:
    MatchPage(Exchange& exchange, const Search& search)
        : m_exchange(exchange)
        , m_search(search)
        , m_at(search.from)
        , m_end(std::min(search.until, exchange.broker().head(*search.queue)))
        , m_deadline(exchange.broker().now() + kPageTime)
    {
        if (m_search.backwards)
            beginWindow(m_end);
    }

    void step()
    {
        const auto wanted = m_search.backwards ? UINT32_MAX : static_cast<uint32_t>(m_search.limit - m_lines.size());
        StepCall::start(m_exchange.broker(), *m_search.queue, {m_search.filter, m_at, m_windowEnd, wanted},
            m_exchange.whenDone<ScanStep>(
                [page = shared_from_this()](Result<ScanStep> answer) { page->stepped(answer); }));
    }

private:
    struct Line {
        MessageId id;
        std::string json;
    };

    void beginWindow(MessageId end)
    {
        const MessageId oldest = m_exchange.broker().first(*m_search.queue);
        const MessageId lowest = std::max(oldest, m_search.from);
        m_windowEnd = end;
        m_windowFirst = end > lowest + m_window ? end - m_window : std::min(lowest, end);
        m_at = m_windowFirst;
        m_window = std::min(m_window * 2, kWindowMax);
    }

    void stepped(const Result<ScanStep>& answer)
    {
        if (!answer)
            return answerError(m_exchange, answer.error());
        for (const MessageView& message : answer->matches) {
            JsonWriter json;
            writeMessage(json, message, m_search.bodyBytes.value_or(SIZE_MAX));
            m_bytes += json.size();
            m_found.push_back({message.id, json.take()});
            if (m_search.backwards && m_found.size() > m_search.limit - m_lines.size())
                dropFirst(m_found);
        }
        // At the end nothing up to there can match, however early the filter let the search stop.
        m_at = answer->ended && !m_search.backwards ? std::max(answer->next, m_end) : answer->next;
        const bool late = m_exchange.broker().now() >= m_deadline || m_bytes >= kAnswerBytes;
        if (!m_search.backwards) {
            takeFound(m_lines.end());
            return m_lines.size() >= m_search.limit || answer->ended || late ? finish() : step();
        }
        if (!answer->ended)
            return step();
        takeFound(m_lines.begin());
        if (m_lines.size() >= m_search.limit || m_windowFirst <= m_exchange.broker().first(*m_search.queue) || late)
            return finish();
        beginWindow(m_windowFirst);
        step();
    }

    void dropFirst(std::deque<Line>& lines)
    {
        m_bytes -= lines.front().json.size();
        lines.pop_front();
    }

    void takeFound(std::deque<Line>::iterator where)
    {
        m_lines.insert(where, std::make_move_iterator(m_found.begin()), std::make_move_iterator(m_found.end()));
        m_found.clear();
    }

    std::string path(std::string_view parameter, MessageId id) const
    {
        std::string path = queuePath(m_search.queue->name()) + "/messages?" + std::string(parameter) + "="
            + std::to_string(id.value) + "&limit=" + std::to_string(m_search.limit)
            + "&filter=" + http::encodePercent(m_search.filter.text());
        return m_search.bodyBytes ? path + "&bodyBytes=" + std::to_string(*m_search.bodyBytes) : path;
    }

    void finish()
    {
        const MessageId oldest = m_exchange.broker().first(*m_search.queue);
        const MessageId head = m_exchange.broker().head(*m_search.queue);
        // Forwards everything before m_at was looked at; backwards everything from there on.
        const bool full = m_lines.size() >= m_search.limit;
        const MessageId next = m_search.backwards ? m_end : m_at;
        const MessageId before = !m_search.backwards ? std::min(m_search.from, head)
            : full                                   ? m_lines.front().id
                                                     : m_windowFirst;
        JsonWriter json;
        json.beginObject().key("messages").beginArray();
        for (const Line& line : m_lines)
            json.raw(line.json);
        json.endArray().id("first", oldest).id("head", head);
        if (next < head && next < m_search.until)
            json.member("next", path("from", next));
        if (before > oldest)
            json.member("previous", path("before", before));
        if (!m_search.filter.warnings().empty()) {
            json.key("warnings").beginArray();
            for (const FilterWarning& warning : m_search.filter.warnings())
                json.text(warning.text);
            json.endArray();
        }
        json.endObject();
        answerJson(m_exchange, json);
    }

    Exchange& m_exchange;
    Search m_search;
    MessageId m_at, m_end;
    MessageId m_windowFirst, m_windowEnd{UINT64_MAX};
    uint64_t m_window = kWindowFirst;
    Time m_deadline;
    size_t m_bytes = 0;
    std::deque<Line> m_lines; // the page; backwards, what was found in the windows behind this one
    std::deque<Line> m_found; // in this step or window
};

// Lines for as long as the client takes them.
class MatchStream final : public http::StreamSource {
public:
    MatchStream(Exchange& exchange, const Search& search)
        : m_exchange(exchange)
        , m_search(search)
        , m_at(search.from)
        // What is published from now on is not part of it, or it might never end.
        , m_until(std::min(search.until, exchange.broker().head(*search.queue)))
        , m_left(search.limit)
        , m_alive(std::make_shared<const int>(0))
    {
    }

    void run()
    {
        if (m_busy || m_ended || m_exchange.full())
            return;
        m_busy = true;
        const auto wanted = static_cast<uint32_t>(std::min<uint64_t>(m_left, UINT32_MAX));
        StepCall::start(m_exchange.broker(), *m_search.queue, {m_search.filter, m_at, m_until, wanted},
            m_exchange.whenDone<ScanStep>([this, alive = std::weak_ptr<const int>(m_alive)](Result<ScanStep> answer) {
                if (!alive.expired())
                    stepped(answer);
            }));
    }
    void onRoom() override { run(); }
    void onDrain() override { endWith("stopped", "The server stops."); }

private:
    void stepped(const Result<ScanStep>& answer)
    {
        m_busy = false;
        if (m_ended)
            return;
        if (!answer)
            return endWith("error", answer.error().text);
        std::string lines;
        for (const MessageView& message : answer->matches) {
            JsonWriter json;
            writeMessage(json, message, m_search.bodyBytes.value_or(SIZE_MAX));
            lines.append(json.result()).append("\n");
        }
        for (const ScanDamage& damage : answer->damage) {
            JsonWriter json;
            json.beginObject().key("gap").beginObject().id("from", damage.from).id("until", damage.until);
            json.endObject().endObject();
            lines.append(json.result()).append("\n");
        }
        m_left -= std::min<uint64_t>(m_left, answer->matches.size());
        m_at = answer->next;
        if (!lines.empty())
            m_exchange.chunk(lines);
        if (answer->ended || m_left == 0) {
            m_ended = true;
            return m_exchange.endStream();
        }
        run();
    }

    void endWith(std::string_view member, std::string_view text)
    {
        if (m_ended)
            return;
        m_ended = true;
        JsonWriter json;
        json.beginObject().key("end").beginObject().member(member, text).endObject().endObject();
        m_exchange.chunk(json.result() + "\n");
        m_exchange.endStream();
    }

    Exchange& m_exchange;
    Search m_search;
    MessageId m_at, m_until;
    uint64_t m_left;
    bool m_busy = false, m_ended = false;
    std::shared_ptr<const int> m_alive;
};

} // namespace

std::optional<Filter> filterOf(Exchange& exchange, QueryReader& query)
{
    const auto text = query.text("filter");
    if (!text)
        return std::nullopt;
    auto parsed = Filter::tryParse(*text);
    if (const auto* error = std::get_if<FilterError>(&parsed)) {
        Problem problem{400, "bad-filter", "The filter is not understood", error->text()};
        JsonWriter json;
        json.beginObject().member("position", uint64_t{error->position}).member("expected", error->expected);
        json.member("found", error->found).member("filter", *text).endObject();
        problem.members = json.result().substr(1, json.size() - 2);
        answerProblem(exchange, problem);
        return std::nullopt;
    }
    return std::get<Filter>(std::move(parsed));
}

void answerMatches(Exchange& exchange, const Search& search)
{
    std::make_shared<MatchPage>(exchange, search)->step();
}

void streamMatches(Exchange& exchange, const Search& search)
{
    auto source = std::make_unique<MatchStream>(exchange, search);
    MatchStream& stream = *source;
    exchange.beginStream({200, "application/x-ndjson", {}}, std::move(source));
    stream.run();
}

} // namespace tapedeck::api
