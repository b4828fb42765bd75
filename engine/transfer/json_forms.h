// What the JSON forms share. Internal to the room; pure.
#pragma once

#include "engine/base/limits.h"
#include "engine/base/result.h"
#include "engine/transfer/format.h"

#include <nlohmann/json.hpp>

namespace tapedeck {

using TransferJson = nlohmann::ordered_json;

// object[name] where the bytes are UTF-8, else object[name + "Base64"].
void putEither(TransferJson& object, const std::string& name, std::string_view bytes);
// The other way round. Nothing if neither is there or one is no text. `ok` becomes false for a wrong kind or bad
// base64.
std::optional<std::string> takeEither(const TransferJson& object, const std::string& name, bool& ok);

// A list of {"name", "value"}, each also with Base64 behind it; or an object of names and values.
TransferJson headersJson(const HeaderList& headers);
bool readHeaders(const TransferJson& json, HeaderList& out);

// Nothing if it is no JSON object, or nested deeper.
std::optional<TransferJson> parseTransferObject(std::string_view text, int depthMax = limits::kJsonDepthMax);
std::string compactJson(const TransferJson& json);

} // namespace tapedeck
