#include "engine/net/http/fq/web_root.h"

#include "engine/net/http/encodings.h"
#include "engine/net/http/request.h"

#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace tapedeck::fq {

namespace {

class File {
public:
    explicit File(const std::string& path)
        : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) // a FIFO must not hold the loop
    {
    }
    ~File()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    // The whole of a regular file.
    std::optional<std::string> read() const
    {
        struct stat about { };
        if (m_fd < 0 || ::fstat(m_fd, &about) != 0 || !S_ISREG(about.st_mode))
            return std::nullopt;
        if (about.st_size < 0 || static_cast<size_t>(about.st_size) > kWebFileBytesMax)
            return std::nullopt;
        std::string bytes(static_cast<size_t>(about.st_size), '\0');
        size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t got = ::read(m_fd, bytes.data() + done, bytes.size() - done);
            if (got < 0)
                return std::nullopt;
            if (got == 0) // it was cut meanwhile
                break;
            done += static_cast<size_t>(got);
        }
        bytes.resize(done);
        return bytes;
    }

private:
    int m_fd;
};

// Without links and dots; empty if it is not there.
std::string resolved(const std::string& path)
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    return real ? std::string(real.get()) : std::string();
}

bool namesParent(std::string_view path)
{
    while (!path.empty()) {
        const size_t slash = path.find('/');
        if (path.substr(0, slash) == "..")
            return true;
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return false;
}

} // namespace

std::string_view contentTypeOf(std::string_view fileName)
{
    struct Type {
        std::string_view ending, type;
    };
    static constexpr Type kTypes[] = {{".js", "text/javascript"}, {".json", "application/json"}, {".css", "text/css"},
        {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".gif", "image/gif"}, {".png", "image/png"},
        {".html", "text/html"}, {".htm", "text/html"}};
    for (const Type& known : kTypes) {
        if (fileName.ends_with(known.ending))
            return known.type;
    }
    return "application/octet-stream";
}

WebRoot::WebRoot(std::string directory)
    : m_directory(std::move(directory))
{
}

std::optional<http::Answer> WebRoot::get(std::string_view path) const
{
    std::optional<std::string> name = http::decodePercent(path, false);
    if (!name || name->find('\0') != std::string::npos || name->size() >= PATH_MAX || namesParent(*name))
        return std::nullopt;
    if (name->empty() || name->ends_with('/'))
        *name += "index.html";
    // The root may be a link itself, and may be changed while the program runs.
    std::string root = resolved(m_directory);
    if (root.empty())
        return std::nullopt;
    if (!root.ends_with('/'))
        root += '/';
    const std::string file = resolved(root + *name);
    if (!file.starts_with(root))
        return std::nullopt;
    std::optional<std::string> bytes = File(file).read();
    if (!bytes)
        return std::nullopt;
    return http::Answer{200, std::string(contentTypeOf(*name)), std::move(*bytes)};
}

} // namespace tapedeck::fq
