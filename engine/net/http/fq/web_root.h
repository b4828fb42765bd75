// A directory whose files are served: nothing outside of it can be named, neither by dots nor by links that lead out.
//
// Loop thread only: files are small and read whole.
#pragma once

#include "engine/net/http/answer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::fq {

// One file: it is held in memory until the client has taken it.
inline constexpr size_t kWebFileBytesMax = size_t{16} << 20;

class WebRoot {
public:
    explicit WebRoot(std::string directory);
    // What the path of a URL ("a/b.js", still percent-encoded, without the first slash) stands for; one that is empty
    // or ends in a slash for index.html there. Nothing if there is no such file, or it cannot be read, or is too big.
    std::optional<http::Answer> get(std::string_view path) const;

private:
    std::string m_directory;
};

std::string_view contentTypeOf(std::string_view fileName);

} // namespace tapedeck::fq
