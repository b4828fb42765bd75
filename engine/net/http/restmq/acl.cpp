#include "engine/net/http/restmq/acl.h"

#include "engine/base/secret.h"
#include "engine/base/text.h"

#include <algorithm>

namespace tapedeck::restmq {

namespace {

constexpr std::string_view kAclBlanks = " \t\r\v\f";
constexpr std::array<std::string_view, 4> kSections = {
    "rest:producer", "rest:consumer", "comet:consumer", "websocket:consumer"};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

Error wrongLine(size_t line, std::string_view what)
{
    return {ErrorCode::invalidArgument, "line " + std::to_string(line) + " of the access list: " + std::string(what)};
}

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> out;
    for (;;) {
        text = trimmed(text, kAclBlanks);
        if (text.empty())
            return out;
        const size_t end = std::min(text.find_first_of(kAclBlanks), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

bool isAll(const std::string& word)
{
    return lower(word) == "all";
}

// What a line sets: the value of a key that may go on in the next lines.
struct Value {
    std::vector<std::string>* hosts = nullptr; // or
    std::string* text = nullptr;
};

Value valueOf(AclRules& rules, std::string_view key)
{
    if (key == "hosts_allow")
        return {&rules.allow, nullptr};
    if (key == "hosts_deny")
        return {&rules.deny, nullptr};
    if (key == "username")
        return {nullptr, &rules.username};
    if (key == "password")
        return {nullptr, &rules.password};
    return {};
}

void append(const Value& value, std::string_view text)
{
    if (value.text) {
        *value.text += text;
        return;
    }
    for (std::string& word : words(text))
        value.hosts->push_back(std::move(word));
}

bool startsWithOne(std::string_view address, const std::vector<std::string>& prefixes)
{
    return std::any_of(
        prefixes.begin(), prefixes.end(), [&](const std::string& prefix) { return address.starts_with(prefix); });
}

// `all` means the same as no list at all. Beside other entries it would mean nothing.
bool dropAll(std::vector<std::string>& hosts)
{
    if (std::none_of(hosts.begin(), hosts.end(), isAll))
        return true;
    const bool alone = hosts.size() == 1;
    hosts.clear();
    return alone;
}

class AclParser {
public:
    Result<Acl> parse(std::string_view text)
    {
        while (!text.empty()) {
            const size_t end = std::min(text.find('\n'), text.size());
            ++m_number;
            if (const Status status = line(text.substr(0, end)); !status)
                return status.error();
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        for (AclRules& rules : m_acl.rules) {
            if (!dropAll(rules.allow) || !dropAll(rules.deny))
                return Error{ErrorCode::invalidArgument, "the access list has `all` beside other addresses"};
        }
        return std::move(m_acl);
    }

private:
    Status line(std::string_view whole)
    {
        const std::string_view text = trimmed(whole, kAclBlanks);
        if (text.empty() || text.front() == '#' || text.front() == ';')
            return {};
        if (text.find('\0') != std::string_view::npos)
            return wrongLine(m_number, "this is not text");
        if (kAclBlanks.find(whole.front()) != std::string_view::npos && (m_value.hosts || m_value.text)) {
            append(m_value, text); // goes on from the line before
            return {};
        }
        if (text.front() == '[')
            return section(text);
        return setting(text);
    }

    Status section(std::string_view text)
    {
        m_value = {};
        const auto found = text.back() == ']'
            ? std::find(kSections.begin(), kSections.end(), trimmed(text.substr(1, text.size() - 2), kAclBlanks))
            : kSections.end();
        if (found == kSections.end())
            return wrongLine(m_number,
                "unknown section; there are rest:producer, rest:consumer, comet:consumer and "
                "websocket:consumer");
        m_rules = &m_acl.rules[static_cast<size_t>(found - kSections.begin())];
        return {};
    }

    Status setting(std::string_view text)
    {
        const size_t separator = text.find_first_of("=:");
        if (separator == std::string_view::npos)
            return wrongLine(m_number, "expected `key = value`");
        if (!m_rules)
            return wrongLine(m_number, "a setting before the first section");
        m_value = valueOf(*m_rules, lower(trimmed(text.substr(0, separator), kAclBlanks)));
        if (!m_value.hosts && !m_value.text)
            return wrongLine(m_number, "unknown key; there are hosts_allow, hosts_deny, username and password");
        // The last one of a key counts.
        if (m_value.hosts)
            m_value.hosts->clear();
        else
            m_value.text->clear();
        append(m_value, trimmed(text.substr(separator + 1), kAclBlanks));
        return {};
    }

    Acl m_acl;
    AclRules* m_rules = nullptr;
    Value m_value;
    size_t m_number = 0;
};

} // namespace

Result<Acl> parseAcl(std::string_view text)
{
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3); // a byte order mark
    return AclParser().parse(text);
}

AclVerdict decide(const AclRules& rules, std::string_view peerAddress, const std::optional<Credentials>& credentials)
{
    if (peerAddress.starts_with("::ffff:") && peerAddress.find('.') != std::string_view::npos)
        peerAddress.remove_prefix(7); // IPv4 on a socket of both families
    const bool allowed = !rules.allow.empty() && startsWithOne(peerAddress, rules.allow);
    if (!rules.allow.empty() && !allowed && rules.deny.empty())
        return AclVerdict::refused;
    if (!allowed && startsWithOne(peerAddress, rules.deny))
        return AclVerdict::refused;
    if (rules.username.empty() || rules.password.empty())
        return AclVerdict::pass;
    if (!credentials)
        return AclVerdict::needsPassword;
    const bool userRight = sameSecret(rules.username, credentials->first);
    const bool passwordRight = sameSecret(rules.password, credentials->second);
    return userRight && passwordRight ? AclVerdict::pass : AclVerdict::needsPassword;
}

std::optional<Credentials> credentialsInCookie(std::string_view cookieHeader)
{
    while (!cookieHeader.empty()) {
        const size_t end = std::min(cookieHeader.find(';'), cookieHeader.size());
        std::string_view cookie = trimmed(cookieHeader.substr(0, end), kAclBlanks);
        cookieHeader.remove_prefix(std::min(end + 1, cookieHeader.size()));
        if (!cookie.starts_with("auth="))
            continue;
        cookie.remove_prefix(5);
        if (cookie.size() >= 2 && cookie.front() == '"' && cookie.back() == '"')
            cookie = cookie.substr(1, cookie.size() - 2);
        const size_t colon = cookie.find(':');
        if (colon == std::string_view::npos)
            return std::nullopt;
        return Credentials(cookie.substr(0, colon), cookie.substr(colon + 1));
    }
    return std::nullopt;
}

} // namespace tapedeck::restmq
