#include "engine/log/tape.h"

#include "engine/base/limits.h"
#include "engine/log/sqlite.h"
#include "engine/log/tape_load.h"
#include "engine/log/tape_rows.h"
#include "engine/log/tape_schema.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tapedeck {

namespace {

// Steps of SQLite's machine that opening and loading may take: some ten seconds, a hundred times what the largest real
// tape needs. A crafted one ends here.
constexpr int kStepsPerTick = 100'000;
constexpr int kTicksMax = 20'000;

enum StatementKind : size_t {
    kPutQueue,
    kDeleteQueue,
    kDeleteChannelsOfQueue,
    kDeleteSegmentsOfQueue,
    kPutChannel,
    kDeleteChannel,
    kPutSegment,
    kDeleteSegment,
    kGetTape,
    kPutTape,
    kStatements,
};

constexpr std::array<const char*, kStatements> kStatementTexts{
    "INSERT OR REPLACE INTO queue(number, name, disk, first, sealed_end, last_time, last_channel, settings, "
    "checksum) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM queue WHERE number = ?",
    "DELETE FROM channel WHERE id BETWEEN ? AND ?",
    "DELETE FROM segment WHERE queue = ?",
    "INSERT OR REPLACE INTO channel(id, name, settings, state, checksum) VALUES(?, ?, ?, ?, ?)",
    "DELETE FROM channel WHERE id = ?",
    "INSERT INTO segment(queue, first, count, first_time, last_time, raw_bytes, packed_bytes, checksum, frames, "
    "row_checksum, data, id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM segment WHERE id = ?",
    "SELECT tape_id, last_queue, (SELECT count(*) FROM queue), (SELECT count(*) FROM channel), "
    "(SELECT count(*) FROM segment), folded_group, sealed_slot FROM tape WHERE id = 1",
    "UPDATE tape SET folded_group = ?, sealed_slot = ?, last_queue = ?, queues = ?, channels = ?, segments = ?, "
    "settings = ?, checksum = ? WHERE id = 1",
};

constexpr const char* kChanging = "change the tape";
constexpr int64_t kSegmentRowsMax = int64_t{1} << 62; // row numbers below it leave room for as many again

int64_t channelRow(QueueNo queue, uint32_t channel)
{
    return static_cast<int64_t>(uint64_t{queue.value} << 32 | channel);
}

} // namespace

struct Tape::State {
    std::string path;
    Mode mode = Mode::readWrite;
    sql::Database db;
    std::array<sql::Statement, kStatements> statements; // after the database, so that they go before it
    int ticks = 0;
    // Whoever keeps frames knows them by their row, so no row's number is given again while the tape is open; SQLite
    // would give that of the last row when it is deleted.
    uint64_t nextSegment = 1;
    uint32_t version = kTapeVersionAtStart;
    bool dead = false;
    Error death{ErrorCode::io, {}};

    Error named(Error error) const
    {
        error.text = path + ": " + error.text;
        return error;
    }

    void limitWork(bool on)
    {
        ticks = 0;
        sqlite3_progress_handler(
            db.get(), on ? kStepsPerTick : 0,
            [](void* state) { return ++static_cast<State*>(state)->ticks > kTicksMax ? 1 : 0; }, this);
    }

    Status openDatabase(bool create)
    {
        const int flags =
            (mode == Mode::readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0))
            | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
        sqlite3* handle = nullptr;
        const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
        db.reset(handle);
        if (code != SQLITE_OK)
            return handle ? sql::errorOf(handle, "open the tape")
                          : Error{ErrorCode::io, "cannot open the tape: out of memory"};
        if (Status s = harden(db.get()); !s)
            return s;
        limitWork(true);
        return {};
    }

    Status prepare()
    {
        for (size_t i = 0; i < kStatements; ++i) {
            auto statement = sql::Statement::prepare(db.get(), kStatementTexts[i], kChanging);
            if (!statement)
                return statement.error();
            statements[i] = std::move(statement).value();
        }
        const auto last = sql::queryNumber(db.get(), "SELECT coalesce(max(id), 0) FROM segment", kChanging);
        if (!last)
            return last.error();
        if (*last < 0 || *last >= kSegmentRowsMax)
            return Error{ErrorCode::damaged, "the tape has a segment whose number no real one has"};
        nextSegment = static_cast<uint64_t>(*last) + 1;
        return {};
    }

    Status applyQueues(const TapeChange& change)
    {
        for (const StoredQueue& q : change.queues)
            if (Status s = statements[kPutQueue]
                               .bind(0, uint64_t{q.number.value})
                               .bind(1, q.name)
                               .bind(2, static_cast<int64_t>(storedKind(q)))
                               .bind(3, q.first.value)
                               .bind(4, q.sealedEnd.value)
                               .bind(5, q.lastTime.micros)
                               .bind(6, uint64_t{q.lastChannel.value})
                               .bind(7, q.settings)
                               .bind(8, rowChecksum(q))
                               .run();
                !s)
                return s;
        for (const StoredChannel& c : change.channels)
            if (Status s = statements[kPutChannel]
                               .bind(0, channelRow(c.queue, c.number.value))
                               .bind(1, c.name)
                               .bind(2, c.settings)
                               .bind(3, c.state)
                               .bind(4, rowChecksum(c))
                               .run();
                !s)
                return s;
        return {};
    }

    Status applyDeletions(const TapeChange& change)
    {
        for (const uint64_t row : change.deletedSegments)
            if (Status s = statements[kDeleteSegment].bind(0, row).run(); !s)
                return s;
        for (const auto& [queue, channel] : change.deletedChannels)
            if (Status s = statements[kDeleteChannel].bind(0, channelRow(queue, channel.value)).run(); !s)
                return s;
        for (const QueueNo queue : change.deletedQueues) {
            if (Status s = statements[kDeleteQueue].bind(0, uint64_t{queue.value}).run(); !s)
                return s;
            if (Status s = statements[kDeleteSegmentsOfQueue].bind(0, uint64_t{queue.value}).run(); !s)
                return s;
            if (Status s = statements[kDeleteChannelsOfQueue]
                               .bind(0, channelRow(queue, 0))
                               .bind(1, channelRow(queue, UINT32_MAX))
                               .run();
                !s)
                return s;
        }
        return {};
    }

    Status applySegments(const TapeChange& change, std::vector<uint64_t>& rows)
    {
        for (const PackedSegment& segment : change.segments) {
            const SegmentInfo& info = segment.info;
            const std::string frames = encodeFrames(info.frames);
            if (Status s = statements[kPutSegment]
                               .bind(0, uint64_t{segment.queue.value})
                               .bind(1, info.first.value)
                               .bind(2, uint64_t{info.count})
                               .bind(3, info.firstTime.micros)
                               .bind(4, info.lastTime.micros)
                               .bind(5, info.rawBytes)
                               .bind(6, info.packedBytes)
                               .bind(7, info.checksum)
                               .bind(8, frames)
                               .bind(9, rowChecksum(segment.queue, info, frames))
                               .bind(10, segment.packed)
                               .bind(11, nextSegment)
                               .run();
                !s)
                return s;
            rows.push_back(nextSegment++);
        }
        return {};
    }

    Status applyTape(const TapeChange& change)
    {
        sql::Statement& get = statements[kGetTape];
        auto found = get.step();
        TapeRow row;
        if (found && *found) {
            row.tapeId = static_cast<uint64_t>(get.number(0));
            row.lastQueue = static_cast<uint64_t>(get.number(1));
            row.queues = static_cast<uint64_t>(get.number(2));
            row.channels = static_cast<uint64_t>(get.number(3));
            row.segments = static_cast<uint64_t>(get.number(4));
            row.foldedGroup = static_cast<uint64_t>(get.number(5));
            row.sealedSlot = static_cast<uint64_t>(get.number(6));
        }
        get.reset();
        if (!found)
            return found.error();
        if (!*found)
            return Error{ErrorCode::damaged, "the tape's own row is gone"};
        for (const StoredQueue& q : change.queues)
            row.lastQueue = std::max(row.lastQueue, uint64_t{q.number.value});
        for (const QueueNo queue : change.deletedQueues)
            row.lastQueue = std::max(row.lastQueue, uint64_t{queue.value});
        // A change that folds nothing (a merge) leaves both as they are.
        row.foldedGroup = std::max(row.foldedGroup, change.foldedGroup.value);
        row.sealedSlot = std::max(row.sealedSlot, change.sealedSlot.value);
        row.settings = change.settings;
        return statements[kPutTape]
            .bind(0, row.foldedGroup)
            .bind(1, row.sealedSlot)
            .bind(2, row.lastQueue)
            .bind(3, row.queues)
            .bind(4, row.channels)
            .bind(5, row.segments)
            .bind(6, row.settings)
            .bind(7, rowChecksum(row))
            .run();
    }

    // Text, not blobs: people read and write this table with their own SQL.
    Status applyUpstreams(const TapeChange& change)
    {
        if (!change.upstreams)
            return {};
        if (Status s = sql::execute(db.get(), "DELETE FROM upstream", kChanging); !s)
            return s;
        auto insert = sql::Statement::prepare(db.get(),
            "INSERT OR IGNORE INTO upstream(host, port, source, password, exchange, program, permanent_binding) "
            "VALUES(CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), "
            "CAST(? AS TEXT))",
            kChanging);
        if (!insert)
            return insert.error();
        for (const Upstream& row : *change.upstreams) {
            insert->bind(0, row.host).bind(1, uint64_t{row.port}).bind(2, row.source).bind(3, row.password);
            insert->bind(4, row.exchange).bind(5, row.program);
            insert->bind(6, std::string_view(row.permanentBinding ? "true" : "false"));
            if (Status s = insert->run(); !s)
                return s;
        }
        return {};
    }

    // A tape gains the table with its first mark, so that one without marks can still be read by older programs.
    Status applyMarks(const TapeChange& change)
    {
        if (change.marks.empty() && change.deletedQueues.empty())
            return {};
        const bool adds = std::any_of(
            change.marks.begin(), change.marks.end(), [](const Mark& m) { return m.colour > 0 || !m.note.empty(); });
        if (adds) {
            if (Status s = raiseSchema(db.get()); !s)
                return s;
            version = kTapeVersion;
        }
        if (version < 2)
            return {}; // there is nothing to take away
        auto put = sql::Statement::prepare(db.get(),
            "INSERT OR REPLACE INTO mark(queue, id, colour, note, checksum) VALUES(?, ?, ?, ?, ?)", kChanging);
        auto remove = sql::Statement::prepare(db.get(), "DELETE FROM mark WHERE queue = ? AND id = ?", kChanging);
        auto removeQueue = sql::Statement::prepare(db.get(), "DELETE FROM mark WHERE queue = ?", kChanging);
        for (const auto* statement : {&put, &remove, &removeQueue})
            if (!*statement)
                return statement->error();
        for (const QueueNo queue : change.deletedQueues)
            if (Status s = removeQueue->bind(0, uint64_t{queue.value}).run(); !s)
                return s;
        for (const Mark& mark : change.marks) {
            const bool away = mark.colour == 0 && mark.note.empty();
            sql::Statement& statement = away ? *remove : *put;
            statement.bind(0, uint64_t{mark.queue.value}).bind(1, mark.id.value);
            if (!away)
                statement.bind(2, uint64_t{mark.colour}).bind(3, mark.note).bind(4, rowChecksum(mark));
            if (Status s = statement.run(); !s)
                return s;
        }
        return {};
    }

    Status applyAll(const TapeChange& change, std::vector<uint64_t>& rows)
    {
        if (Status s = sql::execute(db.get(), "BEGIN IMMEDIATE", kChanging); !s)
            return s;
        // Deletions first: a merged segment takes the place of those it was made from.
        if (Status s = applyDeletions(change); !s)
            return s;
        if (Status s = applyQueues(change); !s)
            return s;
        if (Status s = applySegments(change, rows); !s)
            return s;
        if (Status s = applyTape(change); !s)
            return s;
        if (Status s = applyUpstreams(change); !s)
            return s;
        if (Status s = applyMarks(change); !s)
            return s;
        return sql::execute(db.get(), "COMMIT", kChanging);
    }
};

Tape::Tape(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}
Tape::~Tape() = default;

Result<std::unique_ptr<Tape>> Tape::open(const std::string& path, Mode mode, Random* random)
{
    auto state = std::make_unique<State>();
    state->mode = mode;
    auto resolved = resolveFolder(path);
    if (!resolved)
        return resolved.error();
    state->path = *resolved;
    auto exists = checkTapeHeader(state->path);
    if (!exists)
        return exists.error();
    if (!*exists && mode == Mode::readOnly)
        return Error{ErrorCode::notFound, path + ": there is no such tape"};
    if (Status s = state->openDatabase(!*exists); !s)
        return state->named(s.error());

    sqlite3* db = state->db.get();
    if (mode == Mode::readWrite) {
        // SQLite's first look rolls back what a crashed seal left; that may have been the creation.
        auto pages = sql::queryNumber(db, "PRAGMA page_count", "read the tape");
        if (!pages)
            return state->named(pages.error());
        if (*pages == 0) {
            SystemRandom systemRandom;
            const uint64_t tapeId = (random ? random : &systemRandom)->next();
            if (Status s = createSchema(db, tapeId); !s)
                return state->named(s.error());
        }
        // Keeps everybody else out from now on.
        if (Status s = sql::execute(db, "PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; COMMIT", "take the tape"); !s)
            return state->named(s.error());
    }
    auto version = checkSchema(db);
    if (!version)
        return state->named(version.error());
    state->version = *version;
    if (mode == Mode::readWrite)
        if (Status s = state->prepare(); !s)
            return state->named(s.error());
    state->limitWork(false);
    return std::unique_ptr<Tape>(new Tape(std::move(state)));
}

Result<TapeContents> Tape::load()
{
    State& s = *m_state;
    s.limitWork(true);
    auto contents = loadTape(s.db.get(), s.version);
    s.limitWork(false);
    if (!contents)
        return s.named(contents.error());
    return contents;
}

Result<std::vector<uint64_t>> Tape::apply(const TapeChange& change)
{
    State& s = *m_state;
    CHECK(s.mode == Mode::readWrite);
    if (s.dead)
        return s.death;
    std::vector<uint64_t> rows;
    if (Status status = s.applyAll(change, rows); !status) {
        const Error error = s.named(status.error());
        const bool rolledBack =
            sqlite3_get_autocommit(s.db.get()) || sql::execute(s.db.get(), "ROLLBACK", kChanging).ok();
        // Only a full disk is known to leave everything as it was. After anything else nobody knows what the disk has.
        if (error.code != ErrorCode::storageFull || !rolledBack) {
            s.dead = true;
            s.death = error;
        }
        return error;
    }
    return rows;
}

Result<std::string> Tape::readFrame(uint64_t rowId, const FrameInfo& frame)
{
    State& s = *m_state;
    sqlite3_blob* handle = nullptr;
    if (sqlite3_blob_open(s.db.get(), "main", "segment", "data", static_cast<int64_t>(rowId), 0, &handle)
        != SQLITE_OK) {
        sqlite3_blob_close(handle);
        return s.named(sql::errorOf(s.db.get(), "read a segment"));
    }
    std::string out;
    Status status;
    if (frame.offset + frame.packedBytes > static_cast<uint64_t>(sqlite3_blob_bytes(handle))) {
        status =
            Error{ErrorCode::damaged, "segment " + std::to_string(rowId) + " is shorter than its frame directory says"};
    } else {
        out.resize(frame.packedBytes);
        if (sqlite3_blob_read(handle, out.data(), static_cast<int>(frame.packedBytes), static_cast<int>(frame.offset))
            != SQLITE_OK)
            status = sql::errorOf(s.db.get(), "read a segment");
    }
    sqlite3_blob_close(handle);
    if (!status)
        return s.named(status.error());
    return out;
}

Status Tape::copyTo(const std::string& path)
{
    State& s = *m_state;
    auto target = resolveFolder(path);
    if (!target)
        return target.error();
    struct stat status { };
    if (::lstat(target->c_str(), &status) == 0)
        return Error{ErrorCode::invalidArgument, path + " exists already; choose another name"};
    // Under another name until it is whole, so that nobody ever finds half a tape.
    const std::string part = *target + ".part";
    (void)::unlink(part.c_str());
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(part.c_str(), &handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXCLUSIVE, nullptr);
    sql::Database copy(handle);
    if (code != SQLITE_OK)
        return handle ? sql::errorOf(handle, "create the copy")
                      : Error{ErrorCode::io, "cannot create the copy: out of memory"};
    Status result;
    sqlite3_backup* backup = sqlite3_backup_init(handle, "main", s.db.get(), "main");
    const int stepped = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    if (sqlite3_backup_finish(backup) != SQLITE_OK || stepped != SQLITE_DONE)
        result = sql::errorOf(handle, "write the copy");
    copy.reset();
    if (result && ::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, target->c_str(), RENAME_NOREPLACE) != 0)
        result = Error{ErrorCode::io, path + ": " + std::strerror(errno)};
    if (!result)
        (void)::unlink(part.c_str());
    return result;
}

uint64_t Tape::fileBytes() const
{
    struct stat status { };
    return ::stat(m_state->path.c_str(), &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

Status Tape::close()
{
    State& s = *m_state;
    s.statements = {};
    // In exclusive mode SQLite keeps its rollback journal between transactions; leaving the mode removes it.
    if (s.mode == Mode::readWrite && !s.dead)
        if (Status status =
                sql::execute(s.db.get(), "PRAGMA locking_mode=NORMAL; BEGIN IMMEDIATE; COMMIT", "close the tape");
            !status)
            return s.named(status.error());
    if (sqlite3_close(s.db.get()) != SQLITE_OK)
        return s.named(sql::errorOf(s.db.get(), "close the tape"));
    (void)s.db.release();
    return {};
}

} // namespace tapedeck
