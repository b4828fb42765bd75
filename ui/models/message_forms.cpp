#include "ui/models/message_forms.h"

#include "ui/models/plain_text.h"

#include <algorithm>
#include <array>

namespace tapedeck {

namespace {

// Members whose value tells one kind of message from another, the most telling first.
constexpr std::array<std::string_view, 12> kTelling = {
    "type", "kind", "event", "action", "op", "operation", "command", "cmd", "method", "topic", "status", "state"};
// Shorter values are equal by chance too often.
constexpr size_t kTellingBytes = 3;
// Longer texts are no names of anything.
constexpr size_t kTellingBytesMax = 64;
constexpr size_t kMembersMax = 500;

void collect(const std::string& body, const JsonToken& token, std::vector<FilterSetting::Step>& path, size_t max,
    std::vector<ScalarMember>& out)
{
    if (token.kind != JsonKind::object && token.kind != JsonKind::array) {
        out.push_back({path, token.kind, body.substr(token.begin, token.end - token.begin), token.begin, token.end});
        return;
    }
    JsonMembers members(body, token);
    JsonToken member;
    for (int64_t index = 0; out.size() < max && members.next(member); ++index) {
        FilterSetting::Step step;
        if (token.kind == JsonKind::array)
            step.index = index;
        else
            step.name =
                jsonStringValue(std::string_view(body).substr(member.keyBegin, member.keyEnd - member.keyBegin));
        path.push_back(std::move(step));
        collect(body, member, path, max, out);
        path.pop_back();
    }
}

std::string valueOf(const ScalarMember& member)
{
    return member.kind == JsonKind::string ? jsonStringValue(member.raw) : member.raw;
}

bool sameName(const ScalarMember& a, const ScalarMember& b)
{
    return !a.path.empty() && !b.path.empty() && a.path.back().index < 0 && b.path.back().index < 0
        && a.path.back().name == b.path.back().name;
}

// request.json.a["b c"][0]; a template quotes as the filter does, but knows no escapes besides \" and \\.
std::string fieldOf(const ScalarMember& member)
{
    return "request." + FilterSetting::jsonPath(member.path).toStdString();
}

// A field that a template can say.
std::string checkedField(const std::string& field)
{
    const std::string text = "{{" + field + "}}";
    return Template::parse(text) ? text : std::string();
}

// What engines and this program put into headers themselves.
bool isOwnHeader(std::string_view name)
{
    return name == kFaultHeader || name == kResponderHeader || name == kInReplyToHeader || name == kGenerationHeader
        || name == kReplayedFromHeader;
}

class Drafting {
public:
    explicit Drafting(const MessageAnswer& request)
        : m_request(request)
        , m_members(scalarMembers(request.body, kMembersMax))
    {
    }

    int fields = 0;

    // A text that stands for itself in the answer: its key, the value of a header.
    std::string textFor(const std::string& text)
    {
        if (text.size() >= kTellingBytes) {
            if (text == m_request.key)
                return field("request.key");
            for (const auto& [name, value] : m_request.headers)
                if (value == text && !isOwnHeader(name))
                    if (std::string made = headerField(name); !made.empty())
                        return counted(made);
            for (const ScalarMember& member : m_members)
                if (valueOf(member) == text)
                    if (std::string made = checkedField(fieldOf(member)); !made.empty())
                        return counted(made);
        }
        return literalTemplate(text);
    }
    std::string bodyFor(const std::string& body)
    {
        if (body == m_request.body && !body.empty())
            return field("request.body");
        std::string out;
        size_t at = 0;
        for (const ScalarMember& member : scalarMembers(body, kMembersMax)) {
            const std::string made = valueFor(member);
            if (made.empty())
                continue;
            out += literalTemplate(body.substr(at, member.begin - at)) + made;
            at = member.end;
        }
        return out + literalTemplate(body.substr(at));
    }

private:
    std::string counted(const std::string& text)
    {
        ++fields;
        return text;
    }
    std::string field(const char* name) { return counted(std::string("{{") + name + "}}"); }
    static std::string headerField(const std::string& name)
    {
        std::string plain = checkedField("request.headers." + name);
        return plain.empty() ? checkedField("request.headers[" + FilterSetting::quoted(name).toStdString() + "]")
                             : plain;
    }
    // {{json ...}} in the place of a value that the request has, too; empty: it has not.
    std::string valueFor(const ScalarMember& member)
    {
        if (member.kind != JsonKind::string && member.kind != JsonKind::number)
            return {};
        const std::string value = valueOf(member);
        const auto same = [&](bool named) {
            return std::find_if(m_members.begin(), m_members.end(), [&](const ScalarMember& one) {
                return one.kind == member.kind && valueOf(one) == value && (!named || sameName(one, member));
            });
        };
        auto found = same(true);
        if (found == m_members.end() && value.size() >= kTellingBytes)
            found = same(false);
        if (found != m_members.end())
            if (!checkedField("json " + fieldOf(*found)).empty())
                return field(("json " + fieldOf(*found)).c_str());
        if (member.kind != JsonKind::string || value.size() < kTellingBytes)
            return {};
        if (value == m_request.key)
            return field("json request.key");
        for (const auto& [name, text] : m_request.headers) {
            if (text != value || isOwnHeader(name))
                continue;
            const std::string plain = headerField(name);
            if (!plain.empty())
                return counted("{{json " + plain.substr(2));
        }
        return {};
    }

    const MessageAnswer& m_request;
    const std::vector<ScalarMember> m_members;
};

std::string filterFor(const MessageAnswer& request)
{
    const std::vector<ScalarMember> members = scalarMembers(request.body, kMembersMax);
    const auto usable = [](const ScalarMember& member) {
        return member.kind == JsonKind::string && member.raw.size() <= kTellingBytesMax && member.path.size() == 1;
    };
    for (const std::string_view name : kTelling)
        for (const ScalarMember& member : members)
            if (usable(member) && member.path.front().name == name)
                return memberTerm(member).toStdString();
    if (!request.key.empty())
        return keyTerm(request.key).toStdString();
    const auto first = std::find_if(members.begin(), members.end(), usable);
    return first == members.end() ? std::string() : memberTerm(*first).toStdString();
}

} // namespace

std::vector<ScalarMember> scalarMembers(const std::string& body, size_t max)
{
    std::vector<ScalarMember> all;
    if (body.size() > kFormBytesMax || checkJson(body))
        return all;
    std::vector<FilterSetting::Step> path;
    collect(body, jsonRoot(body), path, max, all);
    return all;
}

QString memberTerm(const ScalarMember& member)
{
    const QString value = member.kind == JsonKind::string ? FilterSetting::quoted(jsonStringValue(member.raw))
                                                          : QString::fromStdString(member.raw);
    return QStringLiteral("%1 == %2").arg(FilterSetting::jsonPath(member.path), value);
}

QString keyTerm(const std::string& key)
{
    return QStringLiteral("key == %1").arg(FilterSetting::quoted(key));
}

std::string literalTemplate(const std::string& bytes)
{
    std::string out;
    for (size_t at = 0; at < bytes.size();) {
        if (bytes.compare(at, 2, "{{") == 0) {
            out += "{{\"{{\"}}";
            at += 2;
        } else {
            out += bytes[at++];
        }
    }
    return out;
}

ResponderDraft responderFrom(const PlacedMessage& request, const PlacedMessage& answer)
{
    Drafting drafting(request.message);
    ResponderDraft draft;
    draft.queue = request.queue;
    draft.filter = filterFor(request.message);
    draft.to = literalTemplate(answer.queue);
    for (const auto& [name, value] : request.message.headers) // a request that says where it wants its answer
        if (value == answer.queue && value.size() >= kTellingBytes)
            draft.to = drafting.textFor(value);
    draft.key = drafting.textFor(answer.message.key);
    draft.body = drafting.bodyFor(answer.message.body);
    for (const auto& [name, value] : answer.message.headers)
        if (!isOwnHeader(name))
            draft.headers.emplace_back(name, drafting.textFor(value));
    draft.fields = drafting.fields;
    return draft;
}

} // namespace tapedeck
