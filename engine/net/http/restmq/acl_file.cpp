#include "engine/net/http/restmq/acl_file.h"

#include "engine/base/limits.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/stat.h>

namespace tapedeck::restmq {

namespace {

constexpr Duration kFileInterval = Duration::seconds(1);

} // namespace

Result<Acl> readAcl(const std::string& path)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
    if (!file)
        return Error{errno == ENOENT ? ErrorCode::notFound : ErrorCode::io,
            "the access list " + path + " cannot be read: " + std::strerror(errno)};
    std::string text(limits::kAclBytesMax + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()))
        return Error{ErrorCode::io, "the access list " + path + " cannot be read: " + std::strerror(errno)};
    if (text.size() > limits::kAclBytesMax)
        return Error{ErrorCode::invalidArgument,
            "the access list " + path + " has more than " + std::to_string(limits::kAclBytesMax) + " bytes"};
    Result<Acl> acl = parseAcl(text);
    if (!acl)
        return Error{acl.error().code, path + ": " + acl.error().text};
    return acl;
}

AclFile::AclFile(std::string path, Reporter& reporter)
    : m_path(std::move(path))
    , m_reporter(reporter)
    , m_looked(Duration{INT64_MIN / 2})
{
    if (m_path.empty()) {
        m_acl.emplace();
        return;
    }
    m_stamp = stamp();
    read();
}

AclFile::Stamp AclFile::stamp() const
{
    struct stat found { };
    if (::stat(m_path.c_str(), &found) != 0)
        return {};
    return {found.st_mtim.tv_sec, found.st_mtim.tv_nsec, static_cast<uint64_t>(found.st_size), found.st_ino, true};
}

void AclFile::read()
{
    Result<Acl> acl = readAcl(m_path);
    if (acl) {
        m_acl = std::move(*acl);
        return;
    }
    m_reporter.report(Severity::error, "restmq.acl",
        acl.error().text + (m_acl ? "; the list that was read before stays in force" : "; everything is refused"));
}

const Acl* AclFile::current(Duration now)
{
    if (!m_path.empty() && now - m_looked >= kFileInterval) {
        m_looked = now;
        const Stamp found = stamp();
        if (found != m_stamp) {
            m_stamp = found;
            read();
            if (m_acl && found.exists)
                m_reporter.report(Severity::info, "restmq.acl", "looked at the access list again: it had changed");
        }
    }
    return m_acl ? &*m_acl : nullptr;
}

} // namespace tapedeck::restmq
