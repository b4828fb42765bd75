// The little of SQLite's C API that the tape needs, with owners and Results. Private to engine/log.
// Owned by whichever thread owns the tape; never shared.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace tapedeck::sql {

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

// What an SQLite error code means here: storageFull, inUse, damaged, notATape or io. `doing` completes "cannot ...".
Error errorOf(sqlite3* db, const char* doing);

// Runs statements that yield nothing of interest.
Status execute(sqlite3* db, const char* text, const char* doing);
// The first column of the first row, 0 if there is none.
Result<int64_t> queryNumber(sqlite3* db, const char* text, const char* doing);

// A prepared statement. Parameters and columns count from 0.
class Statement {
public:
    Statement() = default;
    static Result<Statement> prepare(sqlite3* db, const char* text, const char* doing);

    Statement& bind(int index, int64_t value);
    Statement& bind(int index, uint64_t value) { return bind(index, static_cast<int64_t>(value)); }
    // Not copied: lives until run() or reset().
    Statement& bind(int index, std::string_view bytes);

    // True: a row is there. False: no more.
    Result<bool> step();
    // Steps a statement that yields no rows, and makes it ready for the next use.
    Status run();
    void reset();

    int64_t number(int column) const { return sqlite3_column_int64(m_handle.get(), column); }
    bool isNumber(int column) const { return sqlite3_column_type(m_handle.get(), column) == SQLITE_INTEGER; }
    bool isNull(int column) const { return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL; }
    // Valid until the next step.
    std::string_view bytes(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_handle;
    const char* m_doing = "";
};

} // namespace tapedeck::sql
