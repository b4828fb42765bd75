#include "engine/log/sqlite.h"

namespace tapedeck::sql {

Error errorOf(sqlite3* db, const char* doing)
{
    ErrorCode code = ErrorCode::io;
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_FULL:
        code = ErrorCode::storageFull;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        code = ErrorCode::inUse;
        break;
    case SQLITE_NOTADB:
        code = ErrorCode::notATape;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM: // the heap limit: a sound tape never comes near
    case SQLITE_INTERRUPT:
    case SQLITE_ERROR:
        code = ErrorCode::damaged;
        break;
    default:
        break;
    }
    return {code, std::string("cannot ") + doing + ": " + sqlite3_errmsg(db)};
}

Status execute(sqlite3* db, const char* text, const char* doing)
{
    if (sqlite3_exec(db, text, nullptr, nullptr, nullptr) != SQLITE_OK)
        return errorOf(db, doing);
    return {};
}

Result<int64_t> queryNumber(sqlite3* db, const char* text, const char* doing)
{
    auto statement = Statement::prepare(db, text, doing);
    if (!statement)
        return statement.error();
    auto row = statement->step();
    if (!row)
        return row.error();
    return *row ? statement->number(0) : 0;
}

Result<Statement> Statement::prepare(sqlite3* db, const char* text, const char* doing)
{
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr) != SQLITE_OK)
        return errorOf(db, doing);
    Statement statement;
    statement.m_handle.reset(handle);
    statement.m_doing = doing;
    return statement;
}

Statement& Statement::bind(int index, int64_t value)
{
    CHECK(sqlite3_bind_int64(m_handle.get(), index + 1, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int index, std::string_view bytes)
{
    // A null pointer would bind NULL instead of an empty blob. Too long a blob fails in step().
    const void* data = bytes.data() ? bytes.data() : "";
    if (sqlite3_bind_blob64(m_handle.get(), index + 1, data, bytes.size(), SQLITE_STATIC) != SQLITE_OK)
        CHECK(sqlite3_bind_null(m_handle.get(), index + 1) == SQLITE_OK); // refused by NOT NULL
    return *this;
}

Result<bool> Statement::step()
{
    switch (sqlite3_step(m_handle.get())) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        return errorOf(sqlite3_db_handle(m_handle.get()), m_doing);
    }
}

Status Statement::run()
{
    auto row = step();
    Status status;
    if (!row)
        status = row.error();
    reset();
    return status;
}

void Statement::reset()
{
    sqlite3_reset(m_handle.get());
    sqlite3_clear_bindings(m_handle.get());
}

std::string_view Statement::bytes(int column) const
{
    const void* data = sqlite3_column_blob(m_handle.get(), column); // before the length, which may depend on it
    const int size = sqlite3_column_bytes(m_handle.get(), column);
    return data ? std::string_view(static_cast<const char*>(data), static_cast<size_t>(size)) : std::string_view{};
}

} // namespace tapedeck::sql
