#include "engine/base/names.h"

#include "engine/base/limits.h"

namespace tapedeck {

bool isIdentifier(std::string_view name)
{
    if (name.empty() || name.size() > limits::kNameBytesMax)
        return false;
    for (char c : name) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return true;
}

} // namespace tapedeck
