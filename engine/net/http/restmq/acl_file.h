// The file with the access list, read again when it changes.
//
// Loop thread only. Looks at the file at most once a second, and only when it is asked.
#pragma once

#include "engine/base/reporter.h"
#include "engine/base/units.h"
#include "engine/net/http/restmq/acl.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tapedeck::restmq {

// Errors: notFound, io, invalidArgument (with the line).
Result<Acl> readAcl(const std::string& path);

class AclFile {
public:
    // An empty path: no list, everything is allowed. `reporter` must outlive the object.
    AclFile(std::string path, Reporter& reporter);
    // The list in force. When the file cannot be read or parsed, the last good one; if there never was a good one,
    // null: nobody may do anything. `now` is monotonic.
    const Acl* current(Duration now);

private:
    // What tells one state of the file from another.
    struct Stamp {
        int64_t seconds = 0, nanoseconds = 0;
        uint64_t size = 0, inode = 0;
        bool exists = false;
        bool operator==(const Stamp&) const = default;
    };
    Stamp stamp() const;
    void read();

    std::string m_path;
    Reporter& m_reporter;
    std::optional<Acl> m_acl;
    Stamp m_stamp;
    Duration m_looked;
};

} // namespace tapedeck::restmq
