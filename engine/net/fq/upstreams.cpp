#include "engine/net/fq/upstreams.h"

#include "engine/base/limits.h"
#include "engine/net/reactor.h"

#include <algorithm>
#include <utility>

namespace tapedeck::fq {

namespace {

PeerAddress addressOf(const Upstream& row)
{
    return {row.host, row.port, row.source, row.password};
}

// A row twice would be one binding all the same.
std::vector<Upstream> withoutDoubles(const std::vector<Upstream>& rows)
{
    std::vector<Upstream> out;
    for (const Upstream& row : rows) {
        if (std::find(out.begin(), out.end(), row) == out.end())
            out.push_back(row);
    }
    return out;
}

} // namespace

std::string problemOf(const Upstream& row)
{
    const auto tooLong = [](std::string_view what, const std::string& text, size_t bytesMax) {
        return "The " + std::string(what) + " has " + std::to_string(text.size()) + " bytes; fq allows "
            + std::to_string(bytesMax) + ".";
    };
    if (row.host.empty())
        return "An upstream needs a host.";
    if (row.host.find('\0') != std::string::npos)
        return "The name of a host contains no NUL.";
    if (row.port == 0)
        return "An upstream needs a port from 1 to 65535.";
    if (row.exchange.size() > kNameBytesMax)
        return tooLong("exchange", row.exchange, kNameBytesMax);
    if (row.program.size() > kProgramFieldBytesMax)
        return tooLong("program", row.program, kProgramFieldBytesMax);
    if (row.password.size() > kPasswordBytesMax)
        return tooLong("password", row.password, kPasswordBytesMax);
    SeededRandom noMatter(0);
    const Result<ConnectString> source = parseConnectString(row.source, noMatter);
    return source ? std::string() : source.error().text;
}

Upstreams::Upstreams(const PeerParts& parts)
    : m_parts(parts)
{
    apply();
}

Upstreams::~Upstreams() = default;

void Upstreams::close()
{
    m_closed = true;
    m_links.clear();
}

// Not from inside the caller, who may be anywhere.
void Upstreams::rowsChanged()
{
    m_parts.reactor.post([alive = std::weak_ptr<const int>(m_alive), this] {
        if (!alive.expired())
            apply();
    });
}

void Upstreams::apply()
{
    if (m_closed)
        return;
    const std::vector<Upstream> rows = withoutDoubles(m_parts.broker.upstreams());
    std::vector<Entry> before = std::exchange(m_entries, {});
    // First what is new, so that a link that changes rows is not given up in between.
    for (const Upstream& row : rows) {
        const auto known =
            std::find_if(before.begin(), before.end(), [&](const Entry& entry) { return entry.row == row; });
        if (known == before.end()) {
            m_entries.push_back(begin(row));
            continue;
        }
        m_entries.push_back(std::move(*known));
        before.erase(known);
    }
    for (const Entry& gone : before)
        end(gone);
}

Upstreams::Entry Upstreams::begin(const Upstream& row)
{
    Entry entry{++m_lastId, row, problemOf(row), m_parts.reactor.clock().wall()};
    if (!entry.problem.empty()) {
        m_parts.reporter.report(Severity::warning, "upstream.invalid",
            "an upstream (host \"" + row.host + "\", port " + std::to_string(row.port)
                + ") is left out: " + entry.problem);
        return entry;
    }
    std::unique_ptr<PeerLink>& link = m_links[addressOf(row)];
    if (!link)
        link = std::make_unique<PeerLink>(m_parts, addressOf(row));
    link->addRow(entry.id, row);
    return entry;
}

void Upstreams::end(const Entry& entry)
{
    const auto link = m_links.find(addressOf(entry.row));
    if (!entry.problem.empty() || link == m_links.end())
        return;
    link->second->removeRow(entry.id);
    if (link->second->empty())
        m_links.erase(link);
}

// ---------------------------------------------------------------------------------------------- for observers

std::vector<UpstreamInfo> Upstreams::upstreams() const
{
    std::vector<UpstreamInfo> infos;
    for (const Entry& entry : m_entries) {
        UpstreamInfo info;
        const auto link = m_links.find(addressOf(entry.row));
        if (!entry.problem.empty()) {
            info.state = UpstreamState::invalid;
            info.error = entry.problem;
            info.since = entry.since;
        } else if (link != m_links.end()) {
            info = link->second->describe(entry.id);
        }
        info.id = entry.id;
        info.row = entry.row;
        infos.push_back(std::move(info));
    }
    return infos;
}

void Upstreams::addUpstream(const Upstream& row, Callback<uint64_t> done)
{
    if (const std::string problem = problemOf(row); !problem.empty())
        return done(Error{ErrorCode::invalidArgument, problem});
    std::vector<Upstream> rows = m_parts.broker.upstreams();
    const bool known = std::find(rows.begin(), rows.end(), row) != rows.end();
    if (!known && rows.size() >= limits::kUpstreamsMax)
        return done(Error{ErrorCode::overloaded,
            "There are " + std::to_string(rows.size()) + " upstreams, which is the most; remove one first."});
    if (!known)
        rows.push_back(row);
    store(std::move(rows), [this, row, done = std::move(done)](const Status& stored) {
        if (!stored)
            return done(stored.error());
        const auto entry =
            std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& one) { return one.row == row; });
        if (entry == m_entries.end())
            return done(Error{ErrorCode::notFound, "The upstream was removed again meanwhile."});
        done(entry->id);
    });
}

void Upstreams::removeUpstream(uint64_t id, Callback<bool> done)
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& one) { return one.id == id; });
    if (entry == m_entries.end())
        return done(Error{ErrorCode::notFound, "There is no upstream " + std::to_string(id) + "."});
    std::vector<Upstream> rows = m_parts.broker.upstreams();
    std::erase(rows, entry->row);
    store(std::move(rows), [done = std::move(done)](const Status& stored) {
        if (stored)
            done(true);
        else
            done(stored.error());
    });
}

// In effect at once, whatever the disk takes. What cannot be kept is taken back.
void Upstreams::store(std::vector<Upstream> rows, std::function<void(const Status&)> done)
{
    const std::vector<Upstream> before = m_parts.broker.upstreams();
    if (rows == before)
        return done({});
    const auto stored = [alive = std::weak_ptr<const int>(m_alive), this, before, rows, done = std::move(done)](
                            const Result<bool>& result) {
        if (alive.expired())
            return;
        if (!result && m_parts.broker.upstreams() == rows)
            m_parts.broker.setUpstreams(before, [](const Result<bool>&) {});
        apply();
        done(result ? Status() : Status(result.error()));
    };
    m_parts.broker.setUpstreams(std::move(rows), stored);
    apply();
}

} // namespace tapedeck::fq
