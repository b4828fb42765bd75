// Namespaces: one broker, many sets of queues that do not see each other, one for each test for example. A namespace is
// a prefix of the names of its queues: the queue `orders` of the namespace `3` is stored as `@ns/3/orders`. It needs no
// making and no table: it is there while it has queues.
//
// The default namespace has no prefix. From it the queues of the others can be reached by their whole names, and are
// listed only where the prefix that is asked for begins with `@ns/`.
//
// Pure values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

inline constexpr std::string_view kNamespaceMark = "@ns/";
inline constexpr size_t kNamespaceBytesMax = 64; // leaves three quarters of a queue's name to the queue

// "@ns/NAME/"; "" for the default namespace, which is called "", "0" (as Redis's first database) or "default". Nothing
// if the name is not 1 to 64 of letters, digits, '.', '_' and '-'.
std::optional<std::string> namespacePrefix(std::string_view name);

// How many bytes of a whole name are its namespace's prefix; 0 in the default namespace.
size_t namespacePrefixBytes(std::string_view fullName);

// "3" of "@ns/3/"; "default" of "".
std::string_view namespaceOfPrefix(std::string_view prefix);

} // namespace tapedeck
