#include "app/ready.h"

#include "app/command.h"
#include "app/json.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace tapedeck {

namespace {

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

Error writeError(const std::string& path)
{
    return {ErrorCode::io, "cannot write " + path + ": " + std::strerror(errno)};
}

Status writeByRename(const std::string& path, const std::string& text)
{
    std::string temporary = path + ".tmp-" + std::to_string(getpid());
    int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return writeError(temporary);
    bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (close(fd) != 0 || !written || rename(temporary.c_str(), path.c_str()) != 0) {
        Error error = writeError(path);
        unlink(temporary.c_str());
        return error;
    }
    return {};
}

} // namespace

std::string readyLine(const std::vector<Endpoint>& endpoints)
{
    std::string line = "READY";
    for (const Endpoint& endpoint : endpoints) {
        std::string field = " " + lowerCase(endpoint.protocol) + "=";
        if (line.find(field) == std::string::npos)
            line += field + endpoint.address;
    }
    return line;
}

Status announceReady(const Config& config, const std::vector<Endpoint>& endpoints, const std::string& tapePath)
{
    std::string line = readyLine(endpoints) + "\n";
    if (!config.readyFile.empty()) {
        Json object{{"pid", getpid()}, {"tape", tapePath}, {"endpoints", Json::array()}};
        for (const Endpoint& endpoint : endpoints) {
            std::string name = lowerCase(endpoint.protocol);
            if (!object.contains(name))
                object[name] = endpoint.address;
            object["endpoints"].push_back({{"protocol", name}, {"address", endpoint.address}});
        }
        if (Status status = writeByRename(config.readyFile, jsonLine(object) + "\n"); !status)
            return status;
    }
    if (config.readyFd >= 0) {
        if (write(config.readyFd, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            return writeError("descriptor " + std::to_string(config.readyFd));
        if (config.readyFd > STDERR_FILENO)
            close(config.readyFd);
    }
    print(line);
    std::fflush(stdout);
    return {};
}

void withdrawReady(const Config& config)
{
    if (!config.readyFile.empty())
        unlink(config.readyFile.c_str());
}

} // namespace tapedeck
