// The description of the API as it is compiled into the program: "openapi.json". Any thread.
#pragma once

#include <optional>
#include <string_view>

namespace tapedeck {

std::optional<std::string_view> apiDocument(std::string_view name);

} // namespace tapedeck
