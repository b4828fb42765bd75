#include "engine/view/observer_wire.h"

#include "engine/base/limits.h"
#include "engine/view/wire_codec.h"

#include <algorithm>
#include <tuple>

namespace tapedeck::wire {

namespace {

// The first byte of a message. The greeting's form stays the same in all versions.
enum class RequestKind : unsigned char { hello, watch, lookup, submit };
enum class ReplyKind : unsigned char { hello, answer, queues, rest };

constexpr std::string_view kMagic = "tapedeck observer";
constexpr size_t kProgramBytesShown = 100; // of the other program's version

constexpr char kLastPart = 0, kMorePart = 1;

void putHello(std::string& out, const Hello& hello)
{
    Writer writer(out);
    writer.put(std::string(kMagic));
    boost::pfr::for_each_field(hello, [&](const auto& field) { writer.put(field); });
}

bool getHello(Reader& reader, Hello& hello)
{
    std::string magic;
    reader.get(magic);
    boost::pfr::for_each_field(hello, [&](auto& field) { reader.get(field); });
    constexpr int64_t kDay = Duration::seconds(86'400).micros;
    return reader.ok() && magic == kMagic && hello.utcOffset.micros > -kDay && hello.utcOffset.micros < kDay;
}

template <typename Kind>
std::string begun(Kind kind)
{
    return std::string(1, static_cast<char>(kind));
}

Error unreadable(const Reader& reader, std::string_view what)
{
    std::string text = "What came is no " + std::string(what) + " of an observer";
    return {ErrorCode::invalidArgument, reader.problem().empty() ? text + "." : text + ": " + reader.problem()};
}

bool comesBefore(const std::shared_ptr<const QueueView>& a, const std::shared_ptr<const QueueView>& b)
{
    return std::tie(a->name, a->number) < std::tie(b->name, b->number);
}

} // namespace

uint64_t shape()
{
    return shapeOfAll<Lookup, Action, ObserverAnswer, Snapshot>(shapeOf<QueueView>());
}

Hello ownHello(std::string_view programVersion, Duration utcOffset)
{
    return {kVersion, shape(), std::string(programVersion), utcOffset};
}

Status checkHello(const Hello& other)
{
    if (other.version == kVersion && other.shape == shape())
        return {};
    return Error{ErrorCode::unsupported,
        "it is Tapedeck " + other.program.substr(0, kProgramBytesShown)
            + ", whose windows speak another language than this one"};
}

// ------------------------------------------------------------------------------------------------------------ requests

std::string encodeRequest(const Request& request)
{
    std::string out = begun(static_cast<RequestKind>(request.index()));
    if (const auto* hello = std::get_if<Hello>(&request))
        putHello(out, *hello);
    else if (const auto* watch = std::get_if<Watch>(&request))
        Writer(out).put(watch->on);
    else if (const auto* lookup = std::get_if<Lookup>(&request))
        Writer(out).put(*lookup);
    else if (const auto* submit = std::get_if<Submit>(&request)) {
        Writer writer(out);
        writer.put(submit->token);
        writer.put(submit->action);
    }
    return out;
}

Result<Request> decodeRequest(std::string_view bytes, Duration utcOffset)
{
    Reader reader(bytes.substr(std::min<size_t>(bytes.size(), 1)), {nullptr, kRequestElementsMax, utcOffset});
    Request request;
    bool known = !bytes.empty();
    switch (known ? static_cast<RequestKind>(bytes.front()) : RequestKind::hello) {
    case RequestKind::hello:
        known = known && getHello(reader, request.emplace<Hello>());
        break;
    case RequestKind::watch:
        reader.get(request.emplace<Watch>().on);
        break;
    case RequestKind::lookup:
        reader.get(request.emplace<Lookup>());
        break;
    case RequestKind::submit: {
        Submit& submit = request.emplace<Submit>();
        reader.get(submit.token);
        reader.get(submit.action);
        break;
    }
    default:
        known = false;
    }
    if (!known || !reader.finished())
        return unreadable(reader, "request");
    return request;
}

// ------------------------------------------------------------------------------------------------------------- replies

std::string encodeReply(const Hello& hello)
{
    std::string out = begun(ReplyKind::hello);
    putHello(out, hello);
    return out;
}

std::string encodeReply(const ObserverAnswer& answer)
{
    std::string out = begun(ReplyKind::answer);
    Writer(out).put(answer);
    return out;
}

Result<Reply> decodeReply(std::string_view bytes, SharedReceived& shared)
{
    Reader reader(bytes.substr(std::min<size_t>(bytes.size(), 1)), {&shared, kReplyElementsMax, {}});
    Reply reply;
    bool known = !bytes.empty();
    switch (known ? static_cast<ReplyKind>(bytes.front()) : ReplyKind::hello) {
    case ReplyKind::hello:
        known = known && getHello(reader, reply.emplace<Hello>());
        break;
    case ReplyKind::answer:
        reader.get(reply.emplace<ObserverAnswer>());
        break;
    case ReplyKind::queues: {
        QueuesPart& part = reply.emplace<QueuesPart>();
        std::vector<QueueView> changed;
        reader.get(changed);
        reader.get(part.removed);
        for (QueueView& view : changed)
            part.changed.push_back(std::make_shared<const QueueView>(std::move(view)));
        break;
    }
    case ReplyKind::rest: {
        auto snapshot = std::make_shared<Snapshot>();
        reader.get(*snapshot);
        shared.sweep();
        reply.emplace<SnapshotRest>().snapshot = std::move(snapshot);
        break;
    }
    default:
        known = false;
    }
    if (!known || !reader.finished())
        return unreadable(reader, "answer");
    return reply;
}

// ----------------------------------------------------------------------------------------------------------- snapshots

SnapshotSender::SnapshotSender()
    : m_last(std::make_shared<const Snapshot>())
    , m_shared(std::make_unique<SharedSent>())
{
}

SnapshotSender::~SnapshotSender() = default;

void SnapshotSender::begin(std::shared_ptr<const Snapshot> snapshot)
{
    m_next = std::move(snapshot);
    m_lastAt = m_nextAt = 0;
}

// Goes on through the two lists, both in the same order, until a part is full.
void SnapshotSender::collect(std::string& changed, std::string& removed, size_t& changedCount, size_t& removedCount)
{
    const auto &before = m_last->queues, &now = m_next->queues;
    while (m_lastAt < before.size() || m_nextAt < now.size()) {
        if (changedCount + removedCount >= kQueuesPerPart || changed.size() >= kPartBytes)
            return;
        const bool hasBefore = m_lastAt < before.size(), hasNow = m_nextAt < now.size();
        if (hasBefore && hasNow && before[m_lastAt] == now[m_nextAt]) {
            ++m_lastAt, ++m_nextAt;
        } else if (hasBefore && (!hasNow || comesBefore(before[m_lastAt], now[m_nextAt]))) {
            Writer(removed).put(before[m_lastAt++]->number);
            ++removedCount;
        } else {
            if (hasBefore && !comesBefore(now[m_nextAt], before[m_lastAt]))
                ++m_lastAt; // the same queue, changed
            Writer(changed).put(*now[m_nextAt++]);
            ++changedCount;
        }
    }
}

std::string SnapshotSender::next()
{
    std::string changed, removed;
    size_t changedCount = 0, removedCount = 0;
    collect(changed, removed, changedCount, removedCount);
    if (changedCount + removedCount > 0) {
        std::string out = begun(ReplyKind::queues);
        Writer(out).put(changedCount);
        out += changed;
        Writer(out).put(removedCount);
        return out + removed;
    }
    std::string out = begun(ReplyKind::rest);
    Writer(out, m_shared.get()).put(*m_next);
    m_shared->sweep();
    m_last = std::move(m_next);
    m_next = nullptr;
    return out;
}

SnapshotReceiver::SnapshotReceiver()
    : m_shared(std::make_unique<SharedReceived>())
{
}

SnapshotReceiver::~SnapshotReceiver() = default;

bool SnapshotReceiver::add(QueuesPart part)
{
    for (const QueueNo number : part.removed) {
        m_removed.insert(number);
        m_changed.erase(number);
    }
    for (auto& view : part.changed) {
        m_removed.erase(view->number);
        m_changed[view->number] = std::move(view);
    }
    return m_changed.size() + m_queues.size() <= 2 * limits::kQueuesPerTapeMax
        && m_removed.size() <= limits::kQueuesPerTapeMax;
}

std::shared_ptr<const Snapshot> SnapshotReceiver::complete(const SnapshotRest& rest)
{
    if (!m_changed.empty() || !m_removed.empty()) {
        std::erase_if(m_queues,
            [this](const auto& view) { return m_removed.contains(view->number) || m_changed.contains(view->number); });
        const auto middle = static_cast<ptrdiff_t>(m_queues.size());
        for (auto& [number, view] : m_changed)
            m_queues.push_back(std::move(view));
        std::sort(m_queues.begin() + middle, m_queues.end(), comesBefore);
        std::inplace_merge(m_queues.begin(), m_queues.begin() + middle, m_queues.end(), comesBefore);
        m_changed.clear();
        m_removed.clear();
    }
    auto whole = std::make_shared<Snapshot>(*rest.snapshot);
    whole->queues = m_queues;
    return whole;
}

// --------------------------------------------------------------------------------------------------------------- parts

std::string takePart(std::string_view message, size_t& at)
{
    const std::string_view bytes = message.substr(at, kPartBytes);
    at += bytes.size();
    std::string part(1, at < message.size() ? kMorePart : kLastPart);
    return part.append(bytes);
}

Result<std::optional<std::string>> PartJoiner::add(std::string_view part)
{
    if (part.empty() || (part.front() != kLastPart && part.front() != kMorePart))
        return invalidArgument("A part of a message is malformed.");
    const bool last = part.front() == kLastPart;
    part.remove_prefix(1);
    if (part.size() > m_bytesMax - m_message.size())
        return Error{ErrorCode::messageTooBig, "A message is too long."};
    m_message += part;
    if (!last)
        return std::optional<std::string>();
    return std::optional(std::exchange(m_message, {}));
}

} // namespace tapedeck::wire
