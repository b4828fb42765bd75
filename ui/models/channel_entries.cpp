#include "ui/models/channel_entries.h"

#include "ui/models/number_text.h"
#include "ui/models/story_text.h"

#include <QCoreApplication>

namespace tapedeck {

ChannelEntriesModel* makeChannelEntriesModel(MessageState state, const ZoneSetting& zone, QObject* parent)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("tapedeck", text); };
    const bool dead = state == MessageState::dead;
    const QString due = dead ? tr("Since") : state == MessageState::inFlight ? tr("Time left") : tr("Due in");
    const QString dueTip = dead           ? tr("When the channel gave it up")
        : state == MessageState::inFlight ? tr("Until its ticket runs out and the channel hands it out again")
                                          : tr("Until the channel hands it out");
    std::vector<ChannelEntriesModel::Column> columns = {
        {tr("Id"), {}, [](const ChannelRow& row) { return groupedText(row.entry.id.value); },
            [](const ChannelRow& row) { return QVariant::fromValue<quint64>(row.entry.id.value); }, true},
        {tr("Attempts"), tr("How often it was handed out"),
            [](const ChannelRow& row) { return QString::number(row.entry.attempts); },
            [](const ChannelRow& row) { return QVariant(row.entry.attempts); }, true},
        {due, dueTip,
            [dead, &zone](const ChannelRow& row) {
                return dead ? dateTimeText(row.entry.at, zone.zone()) : countdownText(Time{row.left}, Time{});
            },
            [](const ChannelRow& row) { return QVariant::fromValue<qint64>(row.entry.at.micros); }, false,
            [&zone](const ChannelRow& row) { return dateTimeText(row.entry.at, zone.zone()); }},
        {tr("Reason"), {},
            [dead](
                const ChannelRow& row) { return dead ? deadReasonText(row.entry.reason) : stateText(row.entry.state); },
            {}},
        {tr("Key"), {}, [](const ChannelRow& row) { return shownText(row.key, Lines::single, 200); }, {}},
        {tr("Preview"), tr("The beginning of its body"),
            [](const ChannelRow& row) { return shownText(row.preview, Lines::single, 300); }, {}},
    };
    return new ChannelEntriesModel(
        std::move(columns), channel_column::attempts,
        [](const ChannelRow& a, const ChannelRow& b) { return a.entry.id == b.entry.id; }, parent);
}

} // namespace tapedeck
