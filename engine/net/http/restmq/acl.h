// RestMQ's access list: who may use which kind of route. The parser and the decision; see acl_file.h for the file.
// Pure.
#pragma once

#include "engine/base/result.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::restmq {

enum class AclClass : unsigned char { restProducer, restConsumer, cometConsumer, webSocketConsumer };

// The rules of one class. What is not set restricts nothing.
struct AclRules {
    std::vector<std::string> allow; // prefixes of addresses, compared as text; empty: not set
    std::vector<std::string> deny;
    std::string username, password; // asked for if both are set
    bool operator==(const AclRules&) const = default;
};

struct Acl {
    std::array<AclRules, 4> rules; // by AclClass
    const AclRules& of(AclClass which) const { return rules[static_cast<size_t>(which)]; }
    bool operator==(const Acl&) const = default;
};

// An INI file: sections [rest:producer], [rest:consumer], [comet:consumer], [websocket:consumer] with hosts_allow,
// hosts_deny, username and password; comments begin with # or ;. Errors (invalidArgument): everything else, with its
// line. A word that is not understood in a file that is to protect something must not pass for "no rule".
Result<Acl> parseAcl(std::string_view text);

using Credentials = std::pair<std::string, std::string>; // user, password

enum class AclVerdict : unsigned char { pass, refused, needsPassword };
AclVerdict decide(const AclRules& rules, std::string_view peerAddress, const std::optional<Credentials>& credentials);

// The user and password in the cookie `auth=user:password` of a Cookie header.
std::optional<Credentials> credentialsInCookie(std::string_view cookieHeader);

} // namespace tapedeck::restmq
