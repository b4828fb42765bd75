#include "engine/net/fq/fqd_import.h"

#include "engine/base/limits.h"
#include "engine/net/fq/queue_spec.h"
#include "engine/net/fq/wire.h"
#include "engine/route/program.h"

#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <tuple>

#include <sqlite3.h>

namespace tapedeck::fq {

namespace {

constexpr int kStepsPerTick = 10'000, kTicksMax = limits::kFqdStepsMax / kStepsPerTick;

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementPtr = std::unique_ptr<sqlite3_stmt, Finalize>;

std::string quoted(std::string_view name)
{
    return std::string("\"").append(name).append("\"");
}

class Reader {
public:
    explicit Reader(const std::string& path)
        : m_path(path)
    {
    }

    Result<FqdConfiguration> read()
    {
        if (Status opened = open(); !opened)
            return opened.error();
        const bool any = has("queue") || has("binding") || has("upstream");
        if (!any)
            return Error{ErrorCode::notATape,
                m_path + " has none of the tables \"queue\", \"binding\" and \"upstream\" of an fqd's configuration"};
        for (const Status& part : {readQueues(), readBindings(), readUpstreams()}) {
            if (!part)
                return part.error();
        }
        return std::move(m_out);
    }

private:
    Status open()
    {
        std::ifstream file(m_path, std::ios::binary | std::ios::ate);
        if (!file)
            return Error{ErrorCode::notFound, m_path + " cannot be read: " + std::strerror(errno)};
        if (file.tellg() > limits::kFqdFileBytesMax)
            return Error{ErrorCode::notATape, m_path + " is too large for an fqd's configuration"};
        char head[16] = {};
        file.seekg(0);
        file.read(head, sizeof head);
        if (std::string_view(head, sizeof head) != std::string_view("SQLite format 3\0", sizeof head))
            return Error{ErrorCode::notATape, m_path + " is no SQLite database"};
        sqlite3* handle = nullptr;
        const int code = sqlite3_open_v2(
            m_path.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
        m_db.reset(handle);
        if (code != SQLITE_OK)
            return problem();
        for (const auto& [setting, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                 {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                 {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}}) {
            if (int now = -1; sqlite3_db_config(handle, setting, value, &now) != SQLITE_OK || now != value)
                return Error{ErrorCode::unsupported, "this SQLite library lacks a safety setting that is needed"};
        }
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, limits::kFqdValueBytesMax);
        sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, limits::kFqdValueBytesMax);
        sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_progress_handler(
            handle, kStepsPerTick, [](void* ticks) { return ++*static_cast<int*>(ticks) > kTicksMax ? 1 : 0; },
            &m_ticks);
        return {};
    }

    Error problem() const
    {
        const int code = m_db ? sqlite3_errcode(m_db.get()) & 0xff : SQLITE_NOMEM;
        return {code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? ErrorCode::damaged : ErrorCode::io,
            m_path + " cannot be read: " + (m_db ? sqlite3_errmsg(m_db.get()) : "out of memory")};
    }

    StatementPtr prepare(const char* text)
    {
        sqlite3_stmt* handle = nullptr;
        sqlite3_prepare_v2(m_db.get(), text, -1, &handle, nullptr);
        return StatementPtr(handle);
    }

    // A real table: no view, nothing virtual.
    bool has(const char* table)
    {
        const StatementPtr found =
            prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = ?1");
        return found && sqlite3_bind_text(found.get(), 1, table, -1, SQLITE_STATIC) == SQLITE_OK
            && sqlite3_step(found.get()) == SQLITE_ROW;
    }

    // Calls `row` for each row of the first statement that this database understands: older fqds lack a column.
    template <typename Row>
    Status forEach(const char* table, std::initializer_list<const char*> texts, Row row)
    {
        if (!has(table))
            return {};
        StatementPtr statement;
        for (const char* text : texts) {
            statement = prepare(text);
            if (statement)
                break;
        }
        if (!statement)
            return problem();
        for (size_t count = 0;; ++count) {
            const int code = sqlite3_step(statement.get());
            if (code == SQLITE_DONE)
                return {};
            if (code != SQLITE_ROW)
                return problem();
            if (count == limits::kFqdRowsMax) {
                skip("rows of the table " + quoted(table) + " beyond " + std::to_string(limits::kFqdRowsMax));
                return {};
            }
            row(statement.get());
        }
    }

    // The bytes of a text or blob; a number as SQLite writes it; nothing for NULL or a column that is not there.
    static std::string text(sqlite3_stmt* row, int column, const char* ifNull = "")
    {
        if (column >= sqlite3_column_count(row) || sqlite3_column_type(row, column) == SQLITE_NULL)
            return ifNull;
        if (sqlite3_column_type(row, column) != SQLITE_BLOB)
            static_cast<void>(sqlite3_column_text(row, column)); // numbers become texts
        const void* data = sqlite3_column_blob(row, column);
        const int size = sqlite3_column_bytes(row, column);
        return data ? std::string(static_cast<const char*>(data), static_cast<size_t>(size)) : std::string();
    }

    void skip(std::string what)
    {
        ++m_out.skippedCount;
        if (m_out.skipped.size() < FqdConfiguration::kSkippedTold)
            m_out.skipped.push_back(std::move(what));
    }

    Status readQueues()
    {
        return forEach("queue", {"SELECT name, type, attributes FROM queue ORDER BY rowid"}, [this](sqlite3_stmt* row) {
            FqdConfiguration::Queue queue;
            queue.name = text(row, 0);
            if (queue.name.empty() || queue.name.size() > kNameBytesMax)
                return skip("a queue whose name has " + std::to_string(queue.name.size()) + " bytes");
            const Result<QueueSpec> spec = parseQueueRow(text(row, 1, "mem"), text(row, 2));
            if (!spec)
                return skip("queue " + quoted(queue.name) + ": " + spec.error().text);
            if (!m_queues.try_emplace(queue.name, 0).second)
                return skip("queue " + quoted(queue.name) + ": it is there twice");
            queue.kind = spec->kind;
            queue.settings.isPublic = spec->isPublic;
            queue.settings.block = spec->block;
            queue.settings.backlog = spec->backlog;
            queue.settings.permanent = true;
            m_out.queues.push_back(std::move(queue));
        });
    }

    // Empty, or what is wrong with it.
    static std::string programProblem(const std::string& program)
    {
        ProgramError error;
        if (Program::parse(program, &error))
            return {};
        return "the program is not understood at byte " + std::to_string(error.position) + ": " + error.text;
    }

    Status readBindings()
    {
        return forEach("binding",
            {"SELECT exchange, queue, program, peermode FROM binding ORDER BY rowid",
                "SELECT exchange, queue, program FROM binding ORDER BY rowid"},
            [this](sqlite3_stmt* row) {
                const FqdConfiguration::Binding binding{
                    text(row, 0), text(row, 1), text(row, 2), text(row, 3) == "true"};
                const std::string what = "a binding of queue " + quoted(binding.queue) + ": ";
                if (binding.exchange.empty() || binding.exchange.size() > kNameBytesMax)
                    return skip(what + "its exchange has " + std::to_string(binding.exchange.size()) + " bytes");
                const auto queue = m_queues.find(binding.queue);
                if (queue == m_queues.end())
                    return skip(what + "there is no such queue");
                if (const std::string wrong = programProblem(binding.program); !wrong.empty())
                    return skip(what + wrong);
                if (!m_bindings.insert({binding.exchange, binding.queue, binding.program}).second)
                    return; // they differ in what is no part of a binding
                if (++queue->second > limits::kPermanentBindingsMax)
                    return skip(what + "the queue has too many");
                m_out.bindings.push_back(binding);
            });
    }

    Status readUpstreams()
    {
        return forEach("upstream",
            {"SELECT host, port, source, password, exchange, program, permanent_binding FROM upstream ORDER BY rowid",
                "SELECT host, port, source, password, exchange, program FROM upstream ORDER BY rowid"},
            [this](sqlite3_stmt* row) {
                Upstream upstream;
                upstream.host = text(row, 0);
                const std::string port = text(row, 1, "8765");
                const std::string what = "an upstream at " + quoted(upstream.host) + ": ";
                unsigned number = 0;
                for (const char c : port)
                    number =
                        c >= '0' && c <= '9' && number <= 65535 ? number * 10 + static_cast<unsigned>(c - '0') : 65536;
                if (number == 0 || number > 65535)
                    return skip(what + "its port is " + quoted(port));
                upstream.port = static_cast<uint16_t>(number);
                upstream.source = text(row, 2);
                upstream.password = text(row, 3);
                upstream.exchange = text(row, 4);
                upstream.program = text(row, 5);
                upstream.permanentBinding = text(row, 6) == "true";
                if (upstream.host.empty() || upstream.host.size() > 255)
                    return skip(what + "its host has " + std::to_string(upstream.host.size()) + " bytes");
                if (upstream.exchange.empty() || upstream.exchange.size() > kNameBytesMax)
                    return skip(what + "its exchange has " + std::to_string(upstream.exchange.size()) + " bytes");
                if (const std::string wrong = programProblem(upstream.program); !wrong.empty())
                    return skip(what + wrong);
                if (m_out.upstreams.size() == limits::kUpstreamsMax)
                    return skip(what + "there are too many");
                m_out.upstreams.push_back(std::move(upstream));
            });
    }

    const std::string m_path;
    std::unique_ptr<sqlite3, CloseDatabase> m_db;
    int m_ticks = 0;
    FqdConfiguration m_out;
    std::map<std::string, size_t> m_queues; // with how many bindings they have
    std::set<std::tuple<std::string, std::string, std::string>> m_bindings;
};

} // namespace

Result<FqdConfiguration> readFqdConfiguration(const std::string& path)
{
    return Reader(path).read();
}

} // namespace tapedeck::fq
