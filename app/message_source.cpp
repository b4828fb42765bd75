#include "app/message_source.h"

#include "app/message_print.h"
#include "app/tape_reader.h"
#include "engine/base/clock.h"
#include "engine/base/time_forms.h"
#include "engine/filter/message_test.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace tapedeck {

namespace {

constexpr const char* kPageMessages = "1000";

Error noQueue(const std::string& queue)
{
    return {ErrorCode::notFound, "there is no queue " + queue};
}

// One end of a range: an id, or a moment.
struct Bound {
    std::optional<Time> time;
    int64_t id = 0; // negative: so many from the end
};

std::optional<Bound> boundOf(const std::string& text)
{
    if (text.empty())
        return std::nullopt;
    if (text.front() == '@')
        return Bound{parseTime(text.substr(1), {}, {}), 0};
    return Bound{{}, std::stoll(text)};
}

class TapeSource final : public MessageSource {
public:
    explicit TapeSource(std::unique_ptr<TapeReader> reader)
        : m_reader(std::move(reader))
    {
    }
    Result<std::vector<std::string>> queues() override
    {
        std::vector<std::string> names;
        for (const StoredQueue& queue : m_reader->contents().queues)
            if (queue.disk)
                names.push_back(queue.name);
        std::sort(names.begin(), names.end());
        return names;
    }
    uint64_t messages(const std::string& name) override
    {
        const StoredQueue* queue = m_reader->findQueue(name);
        return queue ? m_reader->messages(*queue) : 0;
    }
    Status read(const std::string& name, const SourceRange& range, const Take& take, const Looked& looked) override
    {
        const StoredQueue* queue = m_reader->findQueue(name);
        if (!queue)
            return noQueue(name);
        TapeScan scan{range.filter, {0}, {UINT64_MAX}, SystemClock().wall()};
        for (const bool upper : {false, true}) {
            const auto bound = boundOf(upper ? range.until : range.from);
            auto id = bound ? idOf(*queue, *bound) : Result<MessageId>(upper ? scan.until : scan.from);
            if (!id)
                return id.error();
            (upper ? scan.until : scan.from) = *id;
        }
        return m_reader->scan(*queue, scan, take, looked);
    }

private:
    Result<MessageId> idOf(const StoredQueue& queue, const Bound& bound)
    {
        if (bound.time)
            return m_reader->findTime(queue, *bound.time);
        if (bound.id >= 0)
            return MessageId{static_cast<uint64_t>(bound.id)};
        auto end = m_reader->end(queue);
        if (!end)
            return end;
        return MessageId{end->value - std::min(end->value, static_cast<uint64_t>(-bound.id))};
    }
    std::unique_ptr<TapeReader> m_reader;
};

class BrokerSource final : public MessageSource {
public:
    explicit BrokerSource(RespClient client)
        : m_client(std::move(client))
    {
    }
    Result<std::vector<std::string>> queues() override
    {
        if (Status asked = ask(""); !asked)
            return asked.error();
        std::vector<std::string> names;
        for (const auto& [name, ends] : m_ends)
            names.push_back(name);
        return names;
    }
    uint64_t messages(const std::string& name) override
    {
        const auto found = m_ends.find(name);
        return found == m_ends.end() ? 0 : found->second.second - found->second.first;
    }
    Status read(const std::string& name, const SourceRange& range, const Take& take, const Looked& looked) override
    {
        if (Status asked = ask(name); !asked)
            return asked;
        const auto ends = m_ends.find(name);
        if (ends == m_ends.end())
            return noQueue(name);
        const auto until = boundOf(range.until);
        // What is published from now on is not part of it, or it might never end.
        const uint64_t head = ends->second.second;
        uint64_t end = head;
        if (until && !until->time)
            end = until->id >= 0 ? std::min(head, static_cast<uint64_t>(until->id))
                                 : head - std::min(head, static_cast<uint64_t>(-until->id));
        MessageTest test(range.filter, name);
        std::string at = range.from.empty() ? "1" : range.from;
        for (;;) {
            auto reply = m_client.command({"PEEK", name, at, kPageMessages});
            if (!reply)
                return reply.error();
            if (reply->isError())
                return Error{ErrorCode::notFound, "the broker refuses: " + reply->text};
            if (reply->elements.empty())
                return {};
            for (const Reply& element : reply->elements) {
                const auto message = decodePeeked(element);
                if (!message)
                    return Error{ErrorCode::io, "the broker's answer is not one of PEEK; is it Tapedeck?"};
                if (message->id.value >= end || (until && until->time && *message->time >= *until->time))
                    return {};
                const std::string headers = encodeHeaders(message->headers);
                const MessageView view{
                    message->id, *message->time, *message->time, {}, message->key, headers, message->body};
                if (test.matches(view, SystemClock().wall()) && !take(view))
                    return {};
                at = std::to_string(message->id.value + 1);
            }
            looked(reply->elements.size());
        }
    }

private:
    Status ask(const std::string& prefix)
    {
        auto reply = m_client.command({"INFO", "queues." + prefix});
        if (!reply)
            return reply.error();
        const std::string& text = reply->elements.empty() ? reply->text : reply->elements[0].text;
        const Json json = Json::parse(text, nullptr, false);
        if (!json.is_object())
            return Error{ErrorCode::io, "the broker's answer is not one of INFO; is it Tapedeck?"};
        for (const auto& [name, queue] : json.items())
            m_ends[name] = {queue.value("tail", uint64_t{1}), queue.value("head", uint64_t{1})};
        return {};
    }

    RespClient m_client;
    std::map<std::string, std::pair<uint64_t, uint64_t>> m_ends; // first id and head
};

// A file that `export` wrote. Ids and times are those in it; messages without get them from their place.
class FileSource final : public MessageSource {
public:
    FileSource(std::string path, TransferFormat format)
        : m_path(std::move(path))
        , m_format(format)
    {
    }
    Result<std::vector<std::string>> queues() override
    {
        std::vector<std::string> names;
        const Status read = each([&](const Record& record) {
            if (std::find(names.begin(), names.end(), record.queue) == names.end())
                names.push_back(record.queue);
            return true;
        });
        if (!read)
            return read.error();
        std::sort(names.begin(), names.end());
        return names;
    }
    uint64_t messages(const std::string&) override { return 0; }
    Status read(const std::string& name, const SourceRange& range, const Take& take, const Looked& looked) override
    {
        const auto from = boundOf(range.from);
        const auto until = boundOf(range.until);
        if ((from && from->id < 0) || (until && until->id < 0))
            return Error{
                ErrorCode::invalidArgument, "an exported file is read from its beginning: -N is for tapes and brokers"};
        MessageTest test(range.filter, name);
        uint64_t place = 0;
        return each([&](const Record& record) {
            if (record.queue != name)
                return true;
            ++place;
            looked(1);
            const std::string headers = encodeHeaders(record.headers);
            const Time time = record.time.value_or(Time{});
            const MessageView view{record.id.value != 0 ? record.id : MessageId{place}, time, time, record.delay,
                record.key, headers, record.body};
            const auto before = [&](const Bound& bound) {
                return bound.time ? time < *bound.time : view.id.value < static_cast<uint64_t>(bound.id);
            };
            const bool inside = !(from && before(*from)) && !(until && !before(*until));
            return !(test.matches(view, SystemClock().wall()) && inside) || take(view);
        });
    }

private:
    Status each(const std::function<bool(const Record&)>& use)
    {
        std::ifstream file(m_path, std::ios::binary);
        if (!file)
            return Error{ErrorCode::io, "cannot read " + m_path};
        RecordReader reader(m_format);
        std::vector<char> buffer(size_t{256} << 10);
        Record record;
        while (file) {
            file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
            reader.feed({buffer.data(), static_cast<size_t>(file.gcount())});
            if (!file)
                reader.finish();
            for (;;) {
                const auto next = reader.next(record);
                if (!next)
                    return Error{ErrorCode::io, m_path + ": " + next.error().text};
                if (!*next)
                    break;
                if (!use(record))
                    return {};
            }
        }
        return {};
    }

    std::string m_path;
    TransferFormat m_format;
};

} // namespace

std::unique_ptr<MessageSource> openSource(
    const std::string& place, const CommandContext& context, const RemoteOptions& remote, ExitCode& code)
{
    if (place.empty()) {
        auto address = brokerAddress(context.environment, remote.url);
        if (!address)
            return code = fail(ExitCode::usage, address.error().text), nullptr;
        auto client = RespClient::connect(*address);
        if (!client)
            return code = fail(ExitCode::unreachable, client.error().text), nullptr;
        return std::make_unique<BrokerSource>(std::move(*client));
    }
    if (const auto format = transferFormatOfName(place); format && *format != TransferFormat::raw)
        return std::make_unique<FileSource>(place, *format);
    auto reader = TapeReader::open(place);
    if (!reader)
        return code = fail(exitCodeOf(reader.error()), reader.error().text), nullptr;
    return std::make_unique<TapeSource>(std::move(*reader));
}

ExitCode sourceExitCode(const Error& error)
{
    return error.code == ErrorCode::notFound ? ExitCode::failed : exitCodeOf(error);
}

std::shared_ptr<RangeOptions> addRangeOptions(CLI::App& options)
{
    auto range = std::make_shared<RangeOptions>();
    options.add_option("--from", range->from, "An id, -N for the last N, or a time")->type_name("ID|TIME");
    options.add_option("--until", range->until, "The first one not to be taken: an id or a time")->type_name("ID|TIME");
    options.add_option("--filter", range->filter, "Only messages that match, such as 'json.total > 100'")
        ->type_name("FILTER");
    return range;
}

std::optional<Filter> filterOption(const std::string& text)
{
    auto parsed = Filter::tryParse(text, systemUtcOffset(SystemClock().wall()));
    if (const auto* error = std::get_if<FilterError>(&parsed)) {
        fail(ExitCode::usage, "--filter: " + error->text());
        // The place, under a text that fits into a line.
        if (text.size() <= 100 && text.find_first_of("\n\r\t") == std::string::npos)
            std::fputs(("  " + text + "\n  " + std::string(error->position, ' ') + "^\n").c_str(), stderr);
        return std::nullopt;
    }
    const Filter& filter = std::get<Filter>(parsed);
    for (const FilterWarning& warning : filter.warnings())
        fail(ExitCode::ok, "--filter: " + warning.text);
    return filter;
}

std::optional<SourceRange> rangeOf(const RangeOptions& options)
{
    SourceRange range;
    for (const bool upper : {false, true}) {
        const std::string& text = upper ? options.until : options.from;
        const auto bound = text.empty() ? std::optional<std::string>("") : idOrTime(text, upper ? "--until" : "--from");
        if (!bound)
            return std::nullopt;
        (upper ? range.until : range.from) = *bound;
    }
    auto filter = filterOption(options.filter);
    if (!filter)
        return std::nullopt;
    range.filter = std::move(*filter);
    return range;
}

} // namespace tapedeck
