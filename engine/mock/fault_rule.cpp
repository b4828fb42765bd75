#include "engine/mock/fault_rule.h"

#include "engine/base/limits.h"
#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace tapedeck {

namespace {

constexpr std::string_view kPoints[] = {"publish", "delivery"};
constexpr std::string_view kKinds[] = {"drop", "duplicate", "delay", "reorder", "reject", "disconnect", "throttle"};
constexpr uint32_t kCopiesMax = 1'000;
constexpr uint32_t kWindowMax = 10'000;
constexpr double kSigmaMax = 10;

// Evenly in (0, 1]: its logarithm exists.
double drawUnit(Random& random)
{
    return (static_cast<double>(random.next() >> 11) + 1.0) / 9007199254740992.0;
}

std::string textOf(Duration duration)
{
    const int64_t micros = duration.micros;
    if (micros % 1'000'000 == 0)
        return std::to_string(micros / 1'000'000) + "s";
    if (micros % 1'000 == 0)
        return std::to_string(micros / 1'000) + "ms";
    return std::to_string(micros) + "us";
}

bool isDelay(Duration duration)
{
    return duration.micros > 0 && duration <= kFaultDelayMax;
}

Status checkDelay(const FaultDelay& delay)
{
    if (!isDelay(delay.from) && !(delay.kind == FaultDelay::Kind::uniform && delay.from.micros == 0))
        return invalidArgument("a delay is more than 0 and at most 24h");
    if (delay.kind == FaultDelay::Kind::uniform && (!isDelay(delay.until) || delay.until < delay.from))
        return invalidArgument("the longest delay is at least the shortest one and at most 24h");
    if (delay.kind == FaultDelay::Kind::logNormal && !(delay.sigma >= 0 && delay.sigma <= kSigmaMax))
        return invalidArgument("the sigma of a delay is from 0 to 10");
    return {};
}

} // namespace

std::string_view faultPointName(FaultPoint point)
{
    return kPoints[static_cast<size_t>(point)];
}

std::string_view faultKindName(FaultKind kind)
{
    return kKinds[static_cast<size_t>(kind)];
}

std::optional<FaultPoint> faultPointOf(std::string_view name)
{
    const auto at = std::find(std::begin(kPoints), std::end(kPoints), name);
    return at == std::end(kPoints) ? std::nullopt : std::optional(static_cast<FaultPoint>(at - std::begin(kPoints)));
}

std::optional<FaultKind> faultKindOf(std::string_view name)
{
    const auto at = std::find(std::begin(kKinds), std::end(kKinds), name);
    return at == std::end(kKinds) ? std::nullopt : std::optional(static_cast<FaultKind>(at - std::begin(kKinds)));
}

Duration FaultDelay::draw(Random& random) const
{
    double micros = static_cast<double>(from.micros);
    if (kind == Kind::uniform) {
        micros += static_cast<double>(until.micros - from.micros) * drawUnit(random);
    } else if (kind == Kind::logNormal) {
        // Box and Muller, 1958: a normally distributed number from two even ones.
        const double radius = std::sqrt(-2.0 * std::log(drawUnit(random)));
        micros *= std::exp(sigma * radius * std::cos(2.0 * std::numbers::pi * drawUnit(random)));
    }
    const double most = static_cast<double>(kFaultDelayMax.micros);
    return Duration{static_cast<int64_t>(std::clamp(micros, 1.0, most))};
}

std::string FaultDelay::text() const
{
    if (kind == Kind::uniform)
        return textOf(from) + ".." + textOf(until);
    return kind == Kind::logNormal ? "about " + textOf(from) : textOf(from);
}

Status FaultRule::check() const
{
    for (const std::string* text : {&name, &queue, &channel, &client, &address, &protocol}) {
        if (text->size() > limits::kNameBytesMax)
            return invalidArgument("a name or pattern has at most " + std::to_string(limits::kNameBytesMax) + " bytes");
    }
    if (at == FaultPoint::publish && !channel.empty())
        return invalidArgument("`channel` means nothing at `publish`: no channel is involved yet");
    if (kind == FaultKind::disconnect && keep && at == FaultPoint::delivery)
        return invalidArgument("`keep` means nothing at `delivery`: the message stays with the channel anyway");
    if (kind == FaultKind::duplicate && (copies == 0 || copies > kCopiesMax))
        return invalidArgument("`copies` is from 1 to " + std::to_string(kCopiesMax));
    if (kind == FaultKind::reorder && (window < 2 || window > kWindowMax))
        return invalidArgument("`window` is from 2 to " + std::to_string(kWindowMax));
    if (kind == FaultKind::reorder && !isDelay(hold))
        return invalidArgument("`hold` is more than 0 and at most 24h");
    if (kind == FaultKind::throttle) {
        const bool numbers = std::isfinite(messagesPerSecond) && std::isfinite(bytesPerSecond) && messagesPerSecond >= 0
            && bytesPerSecond >= 0;
        if (!numbers || (messagesPerSecond == 0 && bytesPerSecond == 0))
            return invalidArgument("a throttle needs `messagesPerSecond` or `bytesPerSecond`, more than 0");
    }
    if (kind == FaultKind::reject && error.size() > limits::kNameBytesMax)
        return invalidArgument("`error` has at most " + std::to_string(limits::kNameBytesMax) + " bytes");
    // Some ports end a line with the error.
    if (std::any_of(error.begin(), error.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return invalidArgument("`error` is one line without control characters");
    if (every == 0)
        return invalidArgument("`every` is at least 1");
    if (lasting.micros < 0)
        return invalidArgument("`for` is at least 0");
    if (!(probability >= 0 && probability <= 1))
        return invalidArgument("`probability` is from 0 to 1");
    return kind == FaultKind::delay ? checkDelay(delay) : Status();
}

std::string FaultRule::text() const
{
    const std::string word(faultKindName(kind));
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%g", value);
        return std::string(text);
    };
    switch (kind) {
    case FaultKind::duplicate:
        return copies == 1 ? word : word + " " + std::to_string(copies);
    case FaultKind::delay:
        return word + " " + delay.text();
    case FaultKind::reorder:
        return word + " " + std::to_string(window);
    case FaultKind::reject:
        return error.empty() ? word : word + " " + error;
    case FaultKind::throttle:
        return word + (messagesPerSecond > 0 ? " " + number(messagesPerSecond) + "/s" : "")
            + (bytesPerSecond > 0 ? " " + number(bytesPerSecond) + " B/s" : "");
    case FaultKind::drop:
    case FaultKind::disconnect:
        break;
    }
    return word;
}

} // namespace tapedeck
