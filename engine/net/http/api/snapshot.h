// Everything in one document: what /snapshot answers and /events begins with. Loop thread only.
#pragma once

#include "engine/net/http/api/json_writer.h"

namespace tapedeck::api {

class NativeApi;

void writeSnapshot(JsonWriter& json, NativeApi& api);

} // namespace tapedeck::api
