#include "ui/models/mock_text.h"

#include "engine/base/time_forms.h"
#include "engine/base/value_forms.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/shell_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace tapedeck {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("MockText", text);
}

// "text" of JSON.
std::string jsonQuoted(const std::string& utf8)
{
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20 || byte == 0x7f)
            out += {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
        else
            out += c;
    }
    return out + '"';
}

// A member whose value may be any bytes.
std::string jsonMember(const std::string& name, const std::string& bytes)
{
    if (isUtf8(bytes))
        return '"' + name + "\":" + jsonQuoted(bytes);
    return '"' + name + "Base64\":\"" + QByteArray::fromStdString(bytes).toBase64().toStdString() + '"';
}

} // namespace

QString typedDuration(Duration duration)
{
    static constexpr struct {
        int64_t micros;
        const char* unit;
    } kUnits[] = {{86'400'000'000, "d"}, {3'600'000'000, "h"}, {60'000'000, "m"}, {1'000'000, "s"}, {1'000, "ms"}};
    if (duration.micros == 0)
        return QStringLiteral("0s");
    for (const auto& [micros, unit] : kUnits)
        if (duration.micros % micros == 0)
            return QString::number(duration.micros / micros) + QLatin1String(unit);
    return QString::number(duration.micros) + QLatin1String("us");
}

std::optional<Duration> readDuration(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.endsWith(QLatin1String("us"))) { // the one unit that configurations have no use for
        bool good = false;
        const qlonglong micros = trimmed.chopped(2).toLongLong(&good);
        return good && micros >= 0 ? std::optional(Duration{micros}) : std::nullopt;
    }
    return parseDuration(trimmed.toStdString());
}

// ------------------------------------------------------------------------------------------------------------ faults

QString faultWhatText(const FaultRule& rule)
{
    return shownText(rule.text());
}

QString faultWhereText(const FaultRule& rule)
{
    QStringList parts{rule.at == FaultPoint::publish ? tr("publish") : tr("delivery")};
    const auto add = [&](const QString& text, const std::string& pattern) {
        if (!pattern.empty())
            parts << text.arg(shownText(pattern));
    };
    add(tr("queue %1"), rule.queue);
    add(tr("channel %1"), rule.channel);
    add(tr("client %1"), rule.client);
    add(tr("address %1"), rule.address);
    add(tr("protocol %1"), rule.protocol);
    add(tr("namespace %1"), rule.space);
    return parts.join(QStringLiteral(", "));
}

QString faultWhenText(const FaultRule& rule)
{
    QStringList parts;
    if (rule.skip > 0)
        parts << tr("not the first %1").arg(groupedText(rule.skip));
    if (rule.first > 0)
        parts << (rule.skip > 0 ? tr("the next %1") : tr("the first %1")).arg(groupedText(rule.first));
    if (rule.every > 1)
        parts << tr("one of %1").arg(groupedText(rule.every));
    if (rule.lasting.micros > 0)
        parts << tr("for %1").arg(typedDuration(rule.lasting));
    if (rule.probability < 1)
        parts << tr("with probability %1").arg(rule.probability);
    return parts.isEmpty() ? tr("always") : parts.join(QStringLiteral(", "));
}

bool isActive(const FaultView& fault)
{
    return fault.rule->enabled && !fault.over;
}

size_t activeFaults(const Snapshot& snapshot)
{
    return static_cast<size_t>(std::count_if(snapshot.faults.begin(), snapshot.faults.end(), isActive));
}

QString faultStateText(const FaultView& fault)
{
    return !fault.rule->enabled ? tr("off") : fault.over ? tr("over") : tr("on");
}

QString faultTitle(const FaultRule& rule)
{
    return rule.name.empty() ? faultWhatText(rule) : shownText(rule.name);
}

// -------------------------------------------------------------------------------------------------------- responders

QString responderWhereText(const ResponderRule& rule)
{
    const QString where = rule.queue.empty() ? tr("exchange %1").arg(shownText(rule.exchange))
                                             : tr("queue %1").arg(shownText(rule.queue));
    return rule.space.empty() ? where : tr("%1, namespace %2").arg(where, shownText(rule.space));
}

QString responderToText(const ResponderRule& rule)
{
    return (rule.toExchange ? tr("exchange %1") : tr("queue %1")).arg(shownText(rule.to.text()));
}

QString responderStateText(const ResponderView& responder)
{
    const ResponderRule& rule = *responder.rule;
    if (!rule.enabled)
        return tr("off");
    if (rule.first > 0 && responder.counters.answered + responder.counters.failed >= rule.first)
        return tr("over");
    return responder.error.empty() ? tr("on") : tr("on; last failure: %1").arg(shownText(responder.error));
}

QString responderTitle(const ResponderRule& rule)
{
    return rule.name.empty() ? responderWhereText(rule) : shownText(rule.name);
}

// ------------------------------------------------------------------------------------------------------ expectations

QString expectationStateText(const ExpectationView& expectation)
{
    const ExpectationReport& report = *expectation.report;
    return !report.decided ? tr("running") : report.passed ? tr("\u2713 passed") : tr("\u2717 failed");
}

QString nearMissText(const NearMiss& miss)
{
    QStringList parts;
    for (const FilterTerm& term : miss.failed) {
        const QString text = shownText(term.text), actual = shownText(term.actual);
        const QString what = term.negated ? tr("%1 holds") : tr("%1 does not hold");
        parts << (actual.isEmpty() ? what.arg(text) : tr("%1: %2").arg(what.arg(text), actual));
    }
    return parts.join(QStringLiteral("; "));
}

QString messagePlaceText(const ReportedMessage& message)
{
    return QStringLiteral("%1/%2").arg(shownText(message.queue)).arg(message.id.value);
}

QString fromText(const ExpectFrom& from)
{
    switch (from.kind) {
    case ExpectFrom::Kind::now:
        return QStringLiteral("now");
    case ExpectFrom::Kind::first:
        return QStringLiteral("first");
    case ExpectFrom::Kind::id:
        return QString::number(from.id.value);
    case ExpectFrom::Kind::time:
        return QString::fromStdString(formatTime(from.time));
    }
    return {};
}

QString expectLine(const ExpectItem& item, const ExpectFrom& from)
{
    QString line = QStringLiteral("tapedeck expect");
    if (!item.queue.empty())
        line += QStringLiteral(" --queue=") + shellQuoted(item.queue);
    if (from.kind != ExpectFrom::Kind::now)
        line += QStringLiteral(" --from=") + shellQuoted(fromText(from).toStdString());
    const std::string& text = item.expectation.text();
    return line + (text.starts_with('-') ? QStringLiteral(" -- ") : QStringLiteral(" ")) + shellQuoted(text);
}

QString expectCurl(const ExpectItem& item, const ExpectFrom& from, const QString& http)
{
    std::string body = "{\"expectations\":[" + jsonQuoted(item.expectation.text()) + ']';
    if (!item.queue.empty())
        body += ',' + jsonMember("queue", item.queue);
    if (from.kind != ExpectFrom::Kind::now)
        body += ",\"from\":" + jsonQuoted(fromText(from).toStdString());
    return QStringLiteral("curl -s http://%1/api/v1/expect -d %2").arg(http, shellQuoted(body + '}'));
}

} // namespace tapedeck
