#include "engine/log/tape_schema.h"

#include "engine/base/bytes.h"
#include "engine/base/limits.h"
#include "engine/log/tape_rows.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tapedeck {

namespace {

struct SchemaObject {
    const char* type;
    const char* name;
    const char* table;
    const char* text; // null: made by SQLite itself for a UNIQUE constraint
    uint32_t since = 1; // the tape version that has it first
};

// By name. The texts are compared word by word with what a file has: to change one is to change the format.
constexpr std::array kSchema{
    SchemaObject{"table", "channel", "channel",
        "CREATE TABLE channel(id INTEGER PRIMARY KEY, name BLOB NOT NULL, settings BLOB NOT NULL, "
        "state BLOB NOT NULL, checksum INTEGER NOT NULL)"},
    SchemaObject{"table", "mark", "mark",
        "CREATE TABLE mark(number INTEGER PRIMARY KEY, queue INTEGER NOT NULL, id INTEGER NOT NULL, "
        "colour INTEGER NOT NULL, note BLOB NOT NULL, checksum INTEGER NOT NULL)",
        2},
    SchemaObject{"index", "mark_of_message", "mark", "CREATE UNIQUE INDEX mark_of_message ON mark(queue, id)", 2},
    SchemaObject{"table", "queue", "queue",
        "CREATE TABLE queue(number INTEGER PRIMARY KEY, name BLOB NOT NULL, disk INTEGER NOT NULL, "
        "first INTEGER NOT NULL, sealed_end INTEGER NOT NULL, last_time INTEGER NOT NULL, "
        "last_channel INTEGER NOT NULL, settings BLOB NOT NULL, checksum INTEGER NOT NULL)"},
    SchemaObject{"table", "segment", "segment",
        "CREATE TABLE segment(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, first INTEGER NOT NULL, "
        "count INTEGER NOT NULL, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, "
        "raw_bytes INTEGER NOT NULL, packed_bytes INTEGER NOT NULL, checksum INTEGER NOT NULL, "
        "frames BLOB NOT NULL, row_checksum INTEGER NOT NULL, data BLOB NOT NULL)"},
    SchemaObject{
        "index", "segment_of_queue", "segment", "CREATE UNIQUE INDEX segment_of_queue ON segment(queue, first)"},
    SchemaObject{"index", "sqlite_autoindex_upstream_1", "upstream", nullptr},
    SchemaObject{"table", "tape", "tape",
        "CREATE TABLE tape(id INTEGER PRIMARY KEY, tape_id INTEGER NOT NULL, folded_group INTEGER NOT NULL, "
        "sealed_slot INTEGER NOT NULL, last_queue INTEGER NOT NULL, queues INTEGER NOT NULL, "
        "channels INTEGER NOT NULL, segments INTEGER NOT NULL, settings BLOB NOT NULL, checksum INTEGER NOT NULL)"},
    SchemaObject{"table", "upstream", "upstream",
        "CREATE TABLE upstream(host TEXT, port INTEGER DEFAULT 8765, source TEXT, password TEXT, exchange TEXT, "
        "program TEXT DEFAULT '', permanent_binding BOOLEAN DEFAULT FALSE, "
        "UNIQUE(host, port, source, password, exchange, program, permanent_binding))"},
};

// The texts of what version `since` brought; tables before the indexes on them.
std::string textsSince(uint32_t since)
{
    std::string text;
    for (const char* type : {"table", "index"})
        for (const SchemaObject& object : kSchema)
            if (object.text && object.since == since && std::strcmp(object.type, type) == 0)
                text += std::string(object.text) + ";";
    return text;
}

Error notATape(const std::string& path, const char* why)
{
    return {ErrorCode::notATape, path + " is not a tape: " + why};
}

uint32_t bigEndian32(const char* bytes)
{
    return __builtin_bswap32(getFixed<uint32_t>(bytes));
}

// Reads up to `size` bytes from `offset` (from the end if negative). Returns how many there were.
Result<size_t> readSome(const std::string& path, off_t offset, char* out, size_t size)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return Error{ErrorCode::io, path + ": cannot open: " + std::strerror(errno)};
    if (offset < 0)
        offset = ::lseek(descriptor, offset, SEEK_END);
    const ssize_t n = offset < 0 ? 0 : ::pread(descriptor, out, size, offset);
    const int error = errno;
    ::close(descriptor);
    if (n < 0)
        return Error{ErrorCode::io, path + ": cannot read: " + std::strerror(error)};
    return static_cast<size_t>(n);
}

// SQLite rolls a leftover journal back by itself. But a journal may name a "super-journal", and SQLite deletes that
// file when it is done; a tape never has one, so one that does is an attack.
Status checkRollbackJournal(const std::string& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0)
        return errno == ENOENT ? Status{} : Error{ErrorCode::io, path + ": " + std::strerror(errno)};
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::notATape, path + ": the file beside the tape is not a regular file"};
    static constexpr unsigned char kMagic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    char tail[8] = {};
    auto n = readSome(path, -8, tail, sizeof tail);
    if (!n)
        return n.error();
    if (*n == sizeof tail && std::memcmp(tail, kMagic, sizeof tail) == 0)
        return Error{
            ErrorCode::notATape, path + ": the rollback journal beside the tape names another file; no tape's does"};
    return {};
}

} // namespace

Result<bool> checkTapeHeader(const std::string& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT)
            return false;
        return Error{ErrorCode::io, path + ": " + std::strerror(errno)};
    }
    if (S_ISLNK(status.st_mode))
        return notATape(path, "it is a symbolic link. Open the file that it points to");
    if (!S_ISREG(status.st_mode))
        return notATape(path, "it is not a regular file");
    if (Status s = checkRollbackJournal(path + "-journal"); !s)
        return s.error();
    if (status.st_size == 0)
        return false;
    char header[100] = {};
    auto n = readSome(path, 0, header, sizeof header);
    if (!n)
        return n.error();
    // Offsets: the SQLite file format, section 1.3.
    if (*n < sizeof header || std::memcmp(header, "SQLite format 3", 16) != 0)
        return notATape(path, "it is no SQLite database");
    if (bigEndian32(header + 68) != kTapeApplicationId)
        return notATape(path, "it is another program's SQLite database");
    const uint32_t version = bigEndian32(header + 60);
    if (version == 0)
        return notATape(path, "it has no tape version");
    if (version > kTapeVersion)
        return Error{ErrorCode::unsupported,
            path + " has tape version " + std::to_string(version) + "; this program knows "
                + std::to_string(kTapeVersion) + ". Open it with a newer program"};
    const unsigned pageBytes = static_cast<unsigned char>(header[16]) << 8 | static_cast<unsigned char>(header[17]);
    if (pageBytes != kTapePageBytes || header[18] != 1 || header[19] != 1)
        return notATape(path, "its page size or journal mode is not a tape's");
    return true;
}

Result<std::string> resolveFolder(const std::string& path)
{
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    char resolved[PATH_MAX];
    if (!::realpath(folder.c_str(), resolved))
        return Error{ErrorCode::io, folder + ": " + std::strerror(errno)};
    std::string out = resolved;
    if (out.back() != '/')
        out += '/';
    return out + (slash == std::string::npos ? path : path.substr(slash + 1));
}

Status harden(sqlite3* db)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_hard_heap_limit64(limits::kSqliteHeapBytesMax);
    const std::pair<int, int> settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (const auto& [setting, value] : settings)
        if (int now = -1; sqlite3_db_config(db, setting, value, &now) != SQLITE_OK || now != value)
            return Error{ErrorCode::io, "this SQLite library lacks a safety setting that tapes need"};
    const std::pair<int, int> caps[] = {
        {SQLITE_LIMIT_LENGTH,
            static_cast<int>(limits::kSegmentRawBytesMax + (size_t{4} << 20))}, // incompressible and large
        {SQLITE_LIMIT_SQL_LENGTH, 4096},
        {SQLITE_LIMIT_COLUMN, 16},
        {SQLITE_LIMIT_EXPR_DEPTH, 10},
        {SQLITE_LIMIT_COMPOUND_SELECT, 2},
        {SQLITE_LIMIT_VDBE_OP, 10'000},
        {SQLITE_LIMIT_FUNCTION_ARG, 4},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 16},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 16},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (const auto& [limit, value] : caps)
        sqlite3_limit(db, limit, value);
    // Rollback journal, not WAL: a seal appends, so hardly a page is written twice; and EXTRA makes the end of each
    // transaction durable, directory included. secure_delete is on in some distributions' builds and would write every
    // freed page once more.
    return sql::execute(db,
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=EXTRA; PRAGMA cache_size=-4096;"
        "PRAGMA secure_delete=OFF; PRAGMA automatic_index=OFF",
        "prepare the tape");
}

Status createSchema(sqlite3* db, uint64_t tapeId)
{
    std::string text = "PRAGMA page_size=" + std::to_string(kTapePageBytes)
        + "; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; "
          "PRAGMA application_id="
        + std::to_string(kTapeApplicationId) + "; PRAGMA user_version=" + std::to_string(kTapeVersionAtStart) + ";"
        + textsSince(1);
    text += "INSERT INTO tape VALUES(1, " + std::to_string(static_cast<int64_t>(tapeId)) + ", 0, 0, 0, 0, 0, 0, x'', "
        + std::to_string(rowChecksum(TapeRow{.tapeId = tapeId})) + "); COMMIT";
    return sql::execute(db, text.c_str(), "create the tape");
}

Status raiseSchema(sqlite3* db)
{
    auto version = sql::queryNumber(db, "PRAGMA user_version", "read the tape");
    if (!version)
        return version.error();
    if (*version >= 2)
        return {};
    return sql::execute(db, (textsSince(2) + "PRAGMA user_version=2").c_str(), "raise the tape's version");
}

Result<uint32_t> checkSchema(sqlite3* db)
{
    auto applicationId = sql::queryNumber(db, "PRAGMA application_id", "read the tape");
    if (!applicationId)
        return applicationId.error();
    auto version = sql::queryNumber(db, "PRAGMA user_version", "read the tape");
    if (!version)
        return version.error();
    if (*applicationId != kTapeApplicationId || *version < 1 || *version > kTapeVersion)
        return Error{ErrorCode::notATape, "the file is not a tape of a known version"};
    const auto known = static_cast<uint32_t>(*version);
    auto rows = sql::Statement::prepare(
        db, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name", "read the tables");
    if (!rows)
        return rows.error();
    for (const SchemaObject& object : kSchema) {
        if (object.since > known)
            continue;
        auto row = rows->step();
        if (!row)
            return row.error();
        if (!*row)
            return Error{ErrorCode::damaged, std::string("the tape lacks its ") + object.type + " " + object.name};
        const bool same = rows->bytes(0) == object.type && rows->bytes(1) == object.name
            && rows->bytes(2) == object.table && (object.text ? rows->bytes(3) == object.text : rows->isNull(3));
        if (!same)
            return Error{ErrorCode::notATape,
                std::string("the file has something else where a tape has its ") + object.type + " " + object.name};
    }
    auto more = rows->step();
    if (!more)
        return more.error();
    if (*more)
        return Error{
            ErrorCode::notATape, "the file has more in it than a tape: " + std::string(rows->bytes(1).substr(0, 100))};
    return known;
}

} // namespace tapedeck
