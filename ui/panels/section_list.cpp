#include "ui/panels/section_list.h"

#include "ui/models/number_text.h"
#include "ui/views/section_button.h"
#include "ui/views/theme.h"

#include <QVBoxLayout>

namespace tapedeck {

SectionList::SectionList(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    static constexpr const char* kIcons[] = {"send", "clock", "warning", "channel", "replay", "warning", "exchange"};
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (int i = 0; i < sectionCount; ++i) {
        const auto section = static_cast<Section>(i);
        auto* button = new SectionButton(themedIcon(QLatin1String(kIcons[i])), nameOf(section), this);
        m_buttons[static_cast<size_t>(i)] = button;
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, section] { Q_EMIT chosen(section); });
    }
    connect(&context.client, &EngineClient::snapshotChanged, this, &SectionList::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &SectionList::refresh);
    refresh();
}

QString SectionList::nameOf(Section section)
{
    switch (section) {
    case inFlight:
        return tr("In flight");
    case delayed:
        return tr("Delayed");
    case dead:
        return tr("Dead");
    case clients:
        return tr("Clients");
    case replays:
        return tr("Replays");
    case faults:
        return tr("Faults");
    default:
        return tr("Responders");
    }
}

QStringList SectionList::docksOf(Section section)
{
    switch (section) {
    case inFlight:
        return {QStringLiteral("inFlight"), QStringLiteral("tickets")};
    case delayed:
        return {QStringLiteral("delayed"), QStringLiteral("inFlight"), QStringLiteral("tickets")};
    case dead:
        return {QStringLiteral("deadLetters"), QStringLiteral("dead"), QStringLiteral("inFlight")};
    case clients:
        return {QStringLiteral("clients")};
    case replays:
        return {QStringLiteral("replays")};
    case faults:
        return {QStringLiteral("faults")};
    default:
        return {QStringLiteral("responders")};
    }
}

void SectionList::refresh()
{
    const Snapshot& now = *m_context.client.snapshot();
    std::array<uint64_t, sectionCount> counts{};
    for (const auto& queue : now.queues)
        for (const ChannelStats& channel : queue->stats.channels) {
            counts[inFlight] += channel.inFlight;
            counts[delayed] += channel.delayed;
            counts[dead] += channel.dead;
        }
    counts[clients] = std::max(now.clients.size(), now.fqClients->size());
    counts[replays] = now.players.size();
    counts[faults] = now.faults.size();
    counts[responders] = now.responders.size();
    for (size_t i = 0; i < sectionCount; ++i)
        static_cast<SectionButton*>(m_buttons[i])->setCount(counts[i]);
    m_counts = counts;
}

} // namespace tapedeck
