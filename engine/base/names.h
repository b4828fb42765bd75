// Rules for names of queues and channels. Pure.
#pragma once

#include <string_view>

namespace tapedeck {

// A name as floki's commands accept it: letters, digits and `_` of ASCII, at least one, at most limits::kNameBytesMax.
bool isIdentifier(std::string_view name);

} // namespace tapedeck
