// Waiting until expectations come true.
#include "engine/base/limits.h"
#include "engine/expect/expect_watch.h"
#include "engine/net/connection.h"
#include "engine/net/http/api/expect_values.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"
#include "engine/net/reactor.h"

#include <memory>

namespace tapedeck::api {

namespace {

struct Asked {
    std::vector<std::string> names;
    std::vector<ExpectItem> items;
    ExpectFrom from;
};

// Kept by the timer of its request, so it goes with it.
class ExpectPoll : public std::enable_shared_from_this<ExpectPoll> {
public:
    ExpectPoll(Exchange& exchange, const Clock& clock, Asked asked)
        : m_exchange(exchange)
        , m_clock(clock)
        , m_asked(std::move(asked))
    {
    }

    void start()
    {
        m_exchange.connection().setWaiting(true);
        m_watch = std::make_unique<ExpectWatch>(
            m_exchange.broker(), m_clock, m_asked.items, m_asked.from, [weak = weak_from_this()] {
                if (const auto self = weak.lock())
                    self->wake();
            });
        m_exchange.onStop([weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->finish();
        });
        tick();
    }

private:
    void arm(Duration delay)
    {
        m_exchange.after(delay, [self = shared_from_this()] { self->tick(); });
    }
    void wake()
    {
        if (m_inTick)
            m_woken = true;
        else if (!m_exchange.answered())
            arm({});
    }
    void tick()
    {
        const auto kept = shared_from_this(); // the answer ends the timer
        m_inTick = true;
        m_woken = false;
        const std::optional<Duration> next = m_watch->tick();
        m_inTick = false;
        if (next)
            arm(m_woken ? Duration{} : *next);
        else
            finish();
    }
    // Answers as it stands; what is open then has not come true.
    void finish()
    {
        const auto kept = shared_from_this();
        m_exchange.connection().setWaiting(false);
        const std::vector<ExpectationReport> reports = m_watch->reports();
        bool passed = true;
        for (const ExpectationReport& report : reports)
            passed = passed && report.passed;
        JsonWriter json;
        json.beginObject().flag("passed", passed).key("results").beginArray();
        for (size_t i = 0; i < reports.size(); ++i)
            writeReport(json, m_asked.names[i], m_asked.items[i].queue, reports[i]);
        json.endArray();
        if (m_watch->queuesLeftOut() > 0)
            json.member("queuesLeftOut", uint64_t{m_watch->queuesLeftOut()});
        json.endObject();
        answerJson(m_exchange, json);
    }

    Exchange& m_exchange;
    const Clock& m_clock;
    const Asked m_asked;
    std::unique_ptr<ExpectWatch> m_watch;
    bool m_inTick = false, m_woken = false;
};

// "now", "first", an id or a time.
void readFrom(ObjectReader& reader, ExpectFrom& from, Time now)
{
    const Json* const value = reader.any("from");
    if (!value || *value == "now")
        return;
    if (*value == "first") {
        from.kind = ExpectFrom::Kind::first;
        return;
    }
    const bool digits = value->is_number_unsigned()
        || (value->is_string() && parseUnsigned(value->get_ref<const std::string&>()).has_value());
    if (digits) {
        from.kind = ExpectFrom::Kind::id;
        from.id = reader.id("from").value_or(MessageId{1});
    } else if (const auto time = reader.time("from", now)) {
        from.kind = ExpectFrom::Kind::time;
        from.time = *time;
    }
}

void readItem(
    ObjectReader& reader, const Json& value, size_t index, const std::string& queue, Duration time, Asked& asked)
{
    const std::string where = "expectations[" + std::to_string(index) + "]";
    ExpectItem item;
    item.queue = queue;
    std::string name, text;
    if (value.is_string()) {
        text = value.get<std::string>();
    } else {
        ObjectReader inner(value, where);
        name = inner.bytes("name").value_or("");
        item.queue = inner.bytes("queue").value_or(queue);
        const auto expect = inner.text("expect");
        if (inner.ok() && !expect)
            inner.fail("`" + inner.pathOf("expect") + "` is missing.");
        text = expect.value_or("");
        if (const Status status = inner.finish(); !status)
            return reader.fail(status.error().text);
    }
    Result<Expectation> parsed = Expectation::parse(text, time);
    if (!parsed)
        return reader.fail("`" + where + "`: " + parsed.error().text);
    item.expectation = std::move(*parsed);
    asked.items.push_back(std::move(item));
    asked.names.push_back(std::move(name));
}

} // namespace

void expect(NativeApi& api, Exchange& exchange)
{
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    ObjectReader reader(*body);
    Asked asked;
    const std::string queue = reader.bytes("queue").value_or("");
    const Duration time = reader.duration("timeout").value_or(Expectation::kTimeDefault);
    if (time > Expectation::kTimeMax)
        reader.expected("timeout", "at most 24h");
    readFrom(reader, asked.from, exchange.broker().now());
    const Json* const list = reader.any("expectations");
    if (!list || !list->is_array() || list->empty() || list->size() > limits::kExpectationsMax) {
        reader.fail("`expectations` has to be a list of 1 to " + std::to_string(limits::kExpectationsMax)
            + " texts or objects.");
    } else {
        for (size_t i = 0; i < list->size(); ++i)
            readItem(reader, (*list)[i], i, queue, time, asked);
    }
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    const Clock& loopClock = exchange.port().reactor.clock();
    const Clock& clock = api.options().brokerClock ? *api.options().brokerClock : loopClock;
    std::make_shared<ExpectPoll>(exchange, clock, std::move(asked))->start();
}

} // namespace tapedeck::api
