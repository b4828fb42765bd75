// What a channel has in flight, delayed or dead, as rows with the key and the beginning of each message. Pure but for
// the time zone; GUI thread.
#pragma once

#include "ui/models/rows_model.h"
#include "ui/models/window_context.h"

#include <functional>

namespace tapedeck {

struct ChannelRow {
    ChannelEntry entry;
    bool known = false; // key and preview are here
    std::string key, preview;
    int64_t left = 0; // microseconds until `entry.at`, as last counted; 0 for dead letters

    bool operator==(const ChannelRow& other) const
    {
        return entry.id == other.entry.id && entry.state == other.entry.state && entry.attempts == other.entry.attempts
            && entry.at == other.entry.at && entry.reason == other.entry.reason && known == other.known
            && left == other.left && key == other.key && preview == other.preview;
    }
};

namespace channel_column {
enum : int { id, attempts, due, reason, key, preview };
}

using ChannelEntriesModel = RowsModel<ChannelRow>;
// For one of the three states. `zone` outlives it.
ChannelEntriesModel* makeChannelEntriesModel(MessageState state, const ZoneSetting& zone, QObject* parent);

} // namespace tapedeck
