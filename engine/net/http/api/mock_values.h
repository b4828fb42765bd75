// Faults and responders as JSON objects, and back. Also used for the tables of the configuration, which are the same
// objects in another dress. The members are described in engine/mock/MOCK.md.
//
// Loop thread only, or before it runs.
#pragma once

#include "engine/mock/mock.h"
#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/api/json_writer.h"

namespace tapedeck::api {

// --- out: each writes one object ---
void writeFault(JsonWriter& json, const FaultInfo& fault);
void writeResponder(JsonWriter& json, const ResponderInfo& responder);
// The lists, as members of an object that has begun: "faults", "responders".
void writeMocks(JsonWriter& json, const Mock& mock);

// --- in: changes what is there, leaves the rest; errors stay in the reader ---
// `fresh`: of a new one, which must say what it does.
void readFault(ObjectReader& reader, FaultRule& rule, bool fresh);
void readResponder(ObjectReader& reader, ResponderRule& rule, const TemplateEnvironment& environment, bool fresh);

// A whole new one, and added. `where` as in ObjectReader. Errors: invalidArgument, overloaded.
Result<FaultId> addFault(Mock& mock, const Json& json, const std::string& where = {});
Result<ResponderId> addResponder(Mock& mock, const Json& json, const std::string& where = {});

} // namespace tapedeck::api
