#include "ui/models/colour_rules.h"

#include <QDateTime>
#include <QSettings>

#include <algorithm>

namespace tapedeck {

ColourRules::ColourRules(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
}

void ColourRules::setRules(std::vector<ColourRule> rules)
{
    if (rules.size() > kRulesMax)
        rules.resize(kRulesMax);
    if (rules == m_rules)
        return;
    m_rules = std::move(rules);
    m_ready.clear();
    const Duration offset = Duration::seconds(QDateTime::currentDateTime().offsetFromUtc());
    for (const ColourRule& rule : m_rules) {
        auto filter = Filter::parse(rule.filter.toStdString(), offset);
        if (rule.on && filter.ok() && rule.colour > 0 && rule.colour <= kMarkColours)
            m_ready.push_back({*filter, rule.colour, filter->needs()});
    }
    Q_EMIT changed();
}

void ColourRules::load()
{
    QSettings settings;
    std::vector<ColourRule> rules;
    const int count = settings.beginReadArray(QStringLiteral("colourRules"));
    for (int i = 0; i < std::min(count, static_cast<int>(kRulesMax)); ++i) {
        settings.setArrayIndex(i);
        rules.push_back({settings.value(QStringLiteral("filter")).toString(),
            static_cast<uint8_t>(std::clamp(settings.value(QStringLiteral("colour")).toInt(), 1, int{kMarkColours})),
            settings.value(QStringLiteral("on")).toBool()});
    }
    settings.endArray();
    setRules(std::move(rules));
}

void ColourRules::save() const
{
    QSettings settings;
    settings.remove(QStringLiteral("colourRules"));
    settings.beginWriteArray(QStringLiteral("colourRules"), static_cast<int>(m_rules.size()));
    for (size_t i = 0; i < m_rules.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(QStringLiteral("filter"), m_rules[i].filter);
        settings.setValue(QStringLiteral("colour"), int{m_rules[i].colour});
        settings.setValue(QStringLiteral("on"), m_rules[i].on);
    }
    settings.endArray();
}

uint8_t ColourRules::tint(QueueNo queue, const MessageRow& row, const Mark* mark) const
{
    if (m_ready.empty())
        return 0;
    const MessageView message{row.id, row.time, row.time, {}, row.key, {}, row.preview};
    const auto view = m_client.queue(queue);
    FilterSubject subject{.message = message};
    if (view)
        subject.queue = view->name;
    if (mark) {
        subject.mark = markColourName(mark->colour);
        subject.note = mark->note;
    }
    subject.now = m_client.snapshot()->at;
    subject.size = row.bodyBytes;
    for (const Ready& rule : m_ready) {
        const FilterNeeds& needs = rule.needs;
        const bool unknown = needs.channel || needs.client || needs.previous || (needs.headers && row.headerCount > 0)
            || (needs.body && row.bodyBytes > row.preview.size());
        if (!unknown && rule.filter.matches(subject, m_scratch))
            return rule.colour;
    }
    return 0;
}

QString ColourRules::limitsOf(const Filter& filter)
{
    const FilterNeeds needs = filter.needs();
    if (needs.channel || needs.client || needs.previous)
        return tr("This rule never colours anything: rows know nothing of channels, clients or the message before.");
    if (needs.headers && needs.body)
        return tr("Only messages without headers, whose body is shown whole, are judged by this rule.");
    if (needs.headers)
        return tr("Only messages without headers are judged by this rule.");
    if (needs.body)
        return tr("Only messages whose body is shown whole are judged by this rule.");
    return {};
}

} // namespace tapedeck
