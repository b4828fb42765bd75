#include "engine/net/http/blockqueue/bodies.h"

#include "engine/base/limits.h"
#include "engine/net/http/blockqueue/json_tokens.h"
#include "engine/net/http/request.h"

#include <charconv>
#include <functional>
#include <initializer_list>

namespace tapedeck::blockqueue {

namespace {

using Kind = JsonTokens::Kind;

// Elements of one list: as many messages as one receive hands out at most.
constexpr size_t kElementsMax = limits::kReceiveMessagesMax;

// Where a value stands, for Go's words: in no structure, or in which member of which.
struct Place {
    std::string_view structure;
    std::string path;
};

std::string_view nameOf(Kind kind)
{
    switch (kind) {
    case Kind::objectBegin:
        return "object";
    case Kind::arrayBegin:
        return "array";
    case Kind::text:
        return "string";
    case Kind::boolean:
        return "bool";
    default:
        return "number";
    }
}

// Each function reads one value whose first token is given.
class BodyReader {
public:
    explicit BodyReader(std::string_view json)
        : m_tokens(json)
    {
    }
    Kind begin() { return m_tokens.next(); }

    void text(Kind first, std::string& out, const Place& place)
    {
        if (first == Kind::text)
            out = std::move(m_tokens.text());
        else
            otherwise(first, "string", place);
    }

    void integer(Kind first, int64_t& out, const Place& place)
    {
        if (first != Kind::number)
            return otherwise(first, "int", place);
        const std::string& digits = m_tokens.text();
        int64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc{} && end == digits.data() + digits.size())
            out = value;
        else
            mismatch("number " + digits, "int", place);
    }

    struct Member {
        std::string_view name;
        std::function<void(Kind, const Place&)> read;
    };
    void object(Kind first, std::string_view structure, const Place& place, std::initializer_list<Member> members)
    {
        if (first != Kind::objectBegin)
            return otherwise(first, "io." + std::string(structure), place);
        while (m_tokens.next() == Kind::name) {
            const Member* known = nullptr;
            for (const Member& member : members) {
                if (http::equalsIgnoringCase(member.name, m_tokens.text()))
                    known = &member;
            }
            const Kind value = m_tokens.next();
            if (!known)
                m_tokens.skip(value);
            else
                known->read(
                    value, {structure, (place.path.empty() ? "" : place.path + ".") + std::string(known->name)});
        }
    }

    template <typename Element, typename Read>
    void list(Kind first, std::string_view type, const Place& place, std::vector<Element>& out, Read read)
    {
        if (first != Kind::arrayBegin)
            return otherwise(first, type, place);
        out.clear();
        for (;;) {
            const Kind element = m_tokens.next();
            if (element == Kind::arrayEnd || element == Kind::failed)
                return;
            if (out.size() == kElementsMax) {
                refuse("more than " + std::to_string(kElementsMax) + " elements in one list");
                m_tokens.skip(element);
                continue;
            }
            read(element, out.emplace_back());
        }
    }

    // The first error, if there was one.
    template <typename Body>
    Result<Body> finish(Body body)
    {
        if (m_tokens.failed())
            return Error{ErrorCode::invalidArgument, m_tokens.error()};
        if (!m_error.empty())
            return Error{ErrorCode::invalidArgument, m_error};
        return body;
    }

private:
    // A value that is not of the type that belongs there.
    void otherwise(Kind first, std::string_view type, const Place& place)
    {
        if (first == Kind::null || first == Kind::failed)
            return;
        mismatch(nameOf(first), type, place);
        m_tokens.skip(first);
    }
    void mismatch(std::string_view found, std::string_view type, const Place& place)
    {
        const std::string where =
            place.structure.empty() ? "value" : "struct field " + std::string(place.structure) + "." + place.path;
        refuse("json: cannot unmarshal " + std::string(found) + " into Go " + where + " of type " + std::string(type));
    }
    void refuse(std::string text)
    {
        if (m_error.empty())
            m_error = std::move(text);
    }

    JsonTokens m_tokens;
    std::string m_error;
};

void subscriber(BodyReader& reader, Kind first, const Place& place, SubscriberBody& out)
{
    const auto option = [&](Kind value, const Place& at) {
        reader.object(value, "SubscriberOpt", at,
            {{"max_attempts", [&](Kind v, const Place& p) { reader.integer(v, out.maxAttempts, p); }},
                {"visibility_duration", [&](Kind v, const Place& p) { reader.text(v, out.visibility, p); }}});
    };
    reader.object(first, "Subscriber", place,
        {{"name", [&](Kind v, const Place& p) { reader.text(v, out.name, p); }}, {"option", option}});
}

void subscribers(BodyReader& reader, Kind first, const Place& place, std::vector<SubscriberBody>& out)
{
    reader.list(first, "io.Subscribers", place, out,
        [&](Kind element, SubscriberBody& one) { subscriber(reader, element, place, one); });
}

void publish(BodyReader& reader, Kind first, PublishBody& out)
{
    reader.object(first, "Publish", {},
        {{"message", [&](Kind v, const Place& p) { reader.text(v, out.message, p); }},
            {"delay", [&](Kind v, const Place& p) { reader.text(v, out.delay, p); }}});
}

} // namespace

Result<TopicBody> readTopic(std::string_view json)
{
    BodyReader reader(json);
    TopicBody body;
    reader.object(reader.begin(), "Topic", {},
        {{"name", [&](Kind v, const Place& p) { reader.text(v, body.name, p); }},
            {"subscribers", [&](Kind v, const Place& p) { subscribers(reader, v, p, body.subscribers); }}});
    return reader.finish(std::move(body));
}

Result<std::vector<SubscriberBody>> readSubscribers(std::string_view json)
{
    BodyReader reader(json);
    std::vector<SubscriberBody> body;
    subscribers(reader, reader.begin(), {}, body);
    return reader.finish(std::move(body));
}

Result<PublishBody> readPublish(std::string_view json)
{
    BodyReader reader(json);
    PublishBody body;
    publish(reader, reader.begin(), body);
    return reader.finish(std::move(body));
}

Result<std::vector<PublishBody>> readPublishBatch(std::string_view json)
{
    BodyReader reader(json);
    std::vector<PublishBody> body;
    reader.list(reader.begin(), "[]io.Publish", {}, body,
        [&](Kind element, PublishBody& one) { publish(reader, element, one); });
    return reader.finish(std::move(body));
}

Result<std::vector<std::string>> readIds(std::string_view json)
{
    BodyReader reader(json);
    std::vector<std::string> body;
    reader.list(
        reader.begin(), "[]string", {}, body, [&](Kind element, std::string& one) { reader.text(element, one, {}); });
    return reader.finish(std::move(body));
}

} // namespace tapedeck::blockqueue
