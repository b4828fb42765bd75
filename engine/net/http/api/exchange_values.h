// Exchanges, bindings and what fq's clients share as JSON objects, and settings back from it. As values.h.
//
// Loop thread only.
#pragma once

#include "engine/exchange/exchanges.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/api/json_writer.h"
#include "engine/net/http/api/problem.h"

#include <string_view>

namespace tapedeck::api {

// --- out: each writes one object ---
void writeExchange(JsonWriter& json, const ExchangeInfo& exchange);
void writeBinding(JsonWriter& json, std::string_view exchange, const BindingInfo& binding);
void writeShared(JsonWriter& json, Broker& broker, const SharedQueue& queue);
void writeFqClient(JsonWriter& json, const fq::FqClientInfo& client);
void writeOutcome(JsonWriter& json, const RouteOutcome& outcome);

// --- in ---
// A queue that fq's clients have not made: shared by all, and nothing is dropped.
FqSettings sharedSettings(Exchanges& exchanges, std::string_view queue);
// From the member "fq", if there is one.
void readShared(ObjectReader& reader, FqSettings& settings);
// A queue that was not shared before is from now on. Errors: as Broker::changeQueue; queueNotFound.
Status changeShared(Exchanges& exchanges, std::string_view queue, const FqSettings& settings);

// What is wrong with a program, with the member `position`.
Problem programProblem(const ProgramError& error);

} // namespace tapedeck::api
