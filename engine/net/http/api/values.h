// The broker's values as JSON objects, and settings back from it. Used by the routes, the snapshot and the live
// streams, so that a thing looks the same everywhere.
//
// Loop thread only.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/clients.h"
#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/api/json_writer.h"

#include <cstddef>
#include <cstdint>

namespace tapedeck {
class Exchanges;
namespace fq {
struct FqClientInfo;
}
} // namespace tapedeck

namespace tapedeck::api {

// --- out: each writes one object ---
// With a member "fq" if fq's clients share the queue.
void writeQueue(JsonWriter& json, Broker& broker, Exchanges& exchanges, QueueHandle& queue);
void writeChannel(JsonWriter& json, std::string_view queue, const ChannelStats& channel);
void writeSettings(JsonWriter& json, const QueueSettings& settings);
void writeSettings(JsonWriter& json, const ChannelSettings& settings);
void writeTotals(JsonWriter& json, const BrokerStats& totals, const Clients& clients);
// `fq`: who it is for the fq port; may be null.
void writeClient(JsonWriter& json, const ClientInfo& client, const fq::FqClientInfo* fq);
void writeReplay(JsonWriter& json, const PlayerInfo& player);
// Bodies longer than `bodyBytes` are cut.
void writeMessage(JsonWriter& json, const MessageView& message, size_t bodyBytes = SIZE_MAX);
void writeDelivery(JsonWriter& json, const DeliveredMessage& delivery, size_t bodyBytes = SIZE_MAX);

// --- in: changes what is there, leaves the rest; errors stay in the reader ---
void readSettings(ObjectReader& reader, QueueSettings& settings);
void readSettings(ObjectReader& reader, ChannelSettings& settings);

std::string_view syncWord(SyncMode mode);

} // namespace tapedeck::api
