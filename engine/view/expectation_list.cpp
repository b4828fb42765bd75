#include "engine/view/expectation_list.h"

#include "engine/base/limits.h"
#include "engine/expect/expect_watch.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tapedeck {

struct ExpectationList::Watched {
    ExpectationView view;
    std::unique_ptr<ExpectWatch> watch; // null: decided
    bool woken = true; // goes on in the next job
    bool stale = false; // its report may be another by now
    std::optional<Duration> delay; // until it has to go on, not yet turned into a time
    std::optional<Duration> due;
};

ExpectationList::ExpectationList(Executor& loop, Broker& broker, const Clock& clock)
    : m_loop(loop)
    , m_broker(broker)
    , m_clock(clock)
    , m_self(std::make_shared<ExpectationList*>(this))
{
}

ExpectationList::~ExpectationList() = default;

Result<uint64_t> ExpectationList::add(const ExpectItem& item, const ExpectFrom& from)
{
    if (m_all.size() >= limits::kWatchedExpectationsMax)
        return Error{ErrorCode::overloaded,
            "There are " + std::to_string(m_all.size()) + " expectations, which is the most; remove one first."};
    auto one = std::make_shared<Watched>();
    one->view.id = ++m_last;
    one->view.item = std::make_shared<const ExpectItem>(item);
    one->view.from = from;
    one->watch = std::make_unique<ExpectWatch>(
        m_broker, m_clock, std::vector<ExpectItem>{item}, from, [this, weak = std::weak_ptr<Watched>(one)] {
            const auto self = weak.lock();
            if (!self)
                return;
            self->woken = true;
            if (!m_inTick)
                post();
        });
    one->view.report = std::make_shared<const ExpectationReport>(one->watch->reports().front());
    m_all.push_back(std::move(one));
    m_changed = true;
    goOn(); // so that "from now on" is now
    return m_last;
}

bool ExpectationList::remove(uint64_t id)
{
    const bool removed = std::erase_if(m_all, [&](const auto& one) { return one->view.id == id; }) > 0;
    m_changed = m_changed || removed;
    return removed;
}

// Later and once, whoever asks: a watch may ask from within a call of the broker.
void ExpectationList::post()
{
    if (std::exchange(m_posted, true))
        return;
    m_loop.post([weak = std::weak_ptr(m_self)] {
        if (const auto self = weak.lock())
            (*self)->goOn();
    });
}

void ExpectationList::goOn()
{
    m_posted = false;
    m_inTick = true;
    bool more = false;
    for (const auto& one : m_all) {
        if (!one->watch || !std::exchange(one->woken, false))
            continue;
        one->due.reset();
        one->delay = one->watch->tick();
        one->stale = true;
        if (!one->delay) {
            one->view.report = std::make_shared<const ExpectationReport>(one->watch->reports().front());
            one->watch.reset();
            m_changed = true;
        } else if (*one->delay <= Duration{}) {
            one->woken = true;
        }
        more = more || one->woken;
    }
    m_inTick = false;
    if (more)
        post();
}

void ExpectationList::turn(Duration now)
{
    m_due.reset();
    for (const auto& one : m_all) {
        if (!one->watch || one->woken)
            continue;
        if (one->delay)
            one->due = now + *std::exchange(one->delay, std::nullopt);
        if (one->due && *one->due <= now) {
            one->woken = true;
            post();
        } else if (one->due) {
            m_due = m_due ? std::min(*m_due, *one->due) : *one->due;
        }
    }
}

bool ExpectationList::report(std::vector<ExpectationView>& views)
{
    for (const auto& one : m_all) {
        if (!std::exchange(one->stale, false) || !one->watch)
            continue;
        ExpectationReport now = one->watch->reports().front();
        if (now.count == one->view.report->count && now.seen == one->view.report->seen)
            continue;
        one->view.report = std::make_shared<const ExpectationReport>(std::move(now));
        m_changed = true;
    }
    if (!std::exchange(m_changed, false))
        return false;
    views.clear();
    for (const auto& one : m_all)
        views.push_back(one->view);
    return true;
}

} // namespace tapedeck
