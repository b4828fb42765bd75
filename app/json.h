// JSON as the commands print it: one object per line, keys in the order given, never invalid UTF-8.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace tapedeck {

using Json = nlohmann::ordered_json;

// One line without the line break. Strings that are not UTF-8 get replacement characters; use putBytes where bytes
// matter.
std::string jsonLine(const Json& value);

// A member as a cell of a table shows it: a text as it is, anything else as JSON, nothing if it is not there.
std::string cell(const Json& row, const char* name);

// Puts `bytes` as object[name] if they are UTF-8, else base64 as object[name + "_base64"].
void putBytes(Json& object, const std::string& name, std::string_view bytes);

} // namespace tapedeck
