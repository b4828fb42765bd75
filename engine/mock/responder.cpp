#include "engine/mock/responder.h"

#include "engine/base/limits.h"
#include "engine/base/name_pattern.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tapedeck {

namespace {

double rateOf(const ResponderRule& rule)
{
    return rule.perSecond > 0 ? rule.perSecond : limits::kAnswersPerSecond;
}

// How many responders have been at work before this message.
uint32_t generationOf(std::string_view headers)
{
    if (headers.empty())
        return 0;
    uint32_t generation = 0;
    for (const auto& [name, value] : decodeHeaders(headers)) {
        uint32_t found = 0;
        if (name == kGenerationHeader
            && std::from_chars(value.data(), value.data() + value.size(), found).ec == std::errc())
            generation = std::max(generation, found);
    }
    return generation;
}

} // namespace

Status ResponderRule::check() const
{
    if (queue.empty() == exchange.empty())
        return invalidArgument("a responder listens to either a `queue` or an `exchange`");
    for (const std::string* text : {&name, &queue, &exchange}) {
        if (text->size() > limits::kNameBytesMax)
            return invalidArgument("a name or pattern has at most " + std::to_string(limits::kNameBytesMax) + " bytes");
    }
    if (to.text().empty())
        return invalidArgument("a responder needs a queue or an exchange to answer to");
    if (headers.size() + 3 > limits::kHeadersMax)
        return invalidArgument("an answer has at most " + std::to_string(limits::kHeadersMax - 3) + " headers");
    if (generations == 0 || generations > limits::kGenerationsMax)
        return invalidArgument("`generations` is from 1 to " + std::to_string(limits::kGenerationsMax));
    if (!std::isfinite(perSecond) || perSecond < 0 || perSecond > 1e6)
        return invalidArgument("`perSecond` is from 0 to 1000000");
    if (delay
        && (delay->from.micros < 0 || delay->from > kFaultDelayMax || delay->until > kFaultDelayMax
            || (delay->kind == FaultDelay::Kind::uniform && delay->until < delay->from) || delay->sigma < 0))
        return invalidArgument("a delay is at most 24h, and its end is not before its beginning");
    return {};
}

Result<ResponderId> ResponderBook::add(ResponderRule rule, Duration now)
{
    if (const Status good = rule.check(); !good)
        return good.error();
    if (m_responders.size() >= limits::kRespondersMax)
        return Error{ErrorCode::overloaded,
            "There are " + std::to_string(m_responders.size()) + " responders, which is the most; remove one first."};
    const double tokens = std::max(1.0, rateOf(rule));
    const uint64_t seed = rule.seed;
    m_responders.push_back(std::make_unique<Responder>(
        Responder{++m_last, std::move(rule), {}, {}, tokens, now, 0, SeededRandom(seed), 0}));
    return m_last;
}

Status ResponderBook::change(ResponderId id, ResponderRule rule, Duration now)
{
    if (const Status good = rule.check(); !good)
        return good;
    Responder* const found = find(id);
    if (!found)
        return Error{ErrorCode::notFound, "There is no responder " + std::to_string(id) + "."};
    const ResponderCounters counters = found->counters;
    const double tokens = std::max(1.0, rateOf(rule));
    const uint64_t seed = rule.seed;
    const uint32_t changed = found->changed + 1;
    *found = Responder{id, std::move(rule), counters, {}, tokens, now, 0, SeededRandom(seed), changed};
    return {};
}

bool ResponderBook::remove(ResponderId id)
{
    return std::erase_if(m_responders, [&](const auto& one) { return one->id == id; }) > 0;
}

ResponderBook::Responder* ResponderBook::find(ResponderId id) const
{
    const auto at =
        std::find_if(m_responders.begin(), m_responders.end(), [&](const auto& one) { return one->id == id; });
    return at == m_responders.end() ? nullptr : at->get();
}

std::vector<ResponderInfo> ResponderBook::list() const
{
    std::vector<ResponderInfo> infos;
    infos.reserve(m_responders.size());
    for (const auto& one : m_responders)
        infos.push_back({one->id, one->rule, one->counters, one->error, one->changed});
    return infos;
}

bool ResponderBook::listens(
    const ResponderRule& rule, std::string_view space, std::string_view queue, std::string_view exchange)
{
    if (!rule.enabled || rule.space != space)
        return false;
    return rule.queue.empty() ? !exchange.empty() && matchesPattern(rule.exchange, exchange)
                              : !queue.empty() && matchesPattern(rule.queue, queue);
}

bool ResponderBook::takeToken(Responder& responder, Duration now)
{
    const double rate = rateOf(responder.rule);
    const double passed = static_cast<double>((now - responder.refilled).micros) / 1e6;
    responder.tokens = std::min(std::max(1.0, rate), responder.tokens + std::max(0.0, passed) * rate);
    responder.refilled = now;
    if (responder.tokens < 1)
        return false;
    responder.tokens -= 1;
    return true;
}

std::optional<MockAnswer> ResponderBook::answer(Responder& responder, const FilterSubject& request, Duration now)
{
    const ResponderRule& rule = responder.rule;
    if (!rule.filter.matchesAll() && !rule.filter.matches(request, m_scratch))
        return std::nullopt;
    ResponderCounters& counters = responder.counters;
    ++counters.seen;
    if (rule.first > 0 && responder.seq >= rule.first)
        return std::nullopt;
    const uint32_t generation = generationOf(request.message.headers);
    if (generation >= rule.generations) {
        ++counters.loops;
        return std::nullopt;
    }
    if (!takeToken(responder, now)) {
        ++counters.limited;
        return std::nullopt;
    }
    const TemplateValues values{request, responder.random, ++responder.seq};
    const auto failed = [&](const Error& error) {
        ++counters.failed;
        responder.error = error.text;
        return std::nullopt;
    };
    MockAnswer answer;
    Result<std::string> to = rule.to.fill(values, limits::kNameBytesMax);
    Result<std::string> key = rule.key.fill(values, limits::kKeyBytesMax);
    Result<std::string> body = rule.body.fill(values, limits::kBodyBytesMax);
    for (const Result<std::string>* part : {&to, &key, &body}) {
        if (!*part)
            return failed(part->error());
    }
    if (to->empty())
        return failed({ErrorCode::invalidName, "the name of where to answer comes out empty"});
    HeaderList headers;
    for (const auto& [name, text] : rule.headers) {
        Result<std::string> value = text.fill(values, limits::kHeadersBytesMax);
        if (!value)
            return failed(value.error());
        headers.emplace_back(name, std::move(*value));
    }
    if (rule.mark) {
        headers.emplace_back(kResponderHeader, rule.name.empty() ? std::to_string(responder.id) : rule.name);
        headers.emplace_back(kInReplyToHeader,
            rule.queue.empty() ? "exchange " + std::string(request.exchange)
                               : std::string(request.queue) + "/" + std::to_string(request.message.id.value));
    }
    headers.emplace_back(kGenerationHeader, std::to_string(generation + 1));
    answer.headers = encodeHeaders(headers);
    if (answer.headers.size() > limits::kHeadersBytesMax)
        return failed({ErrorCode::messageTooBig, "the headers of the answer are too long"});
    answer.to = std::move(*to);
    answer.key = std::move(*key);
    answer.body = std::move(*body);
    if (rule.delay && rule.delay->from.micros + rule.delay->until.micros > 0)
        answer.delay = rule.delay->draw(responder.random);
    return answer;
}

} // namespace tapedeck
