// RestMQ's access list: any file is read or refused with its line, what was read means the same when it is written out
// and read again, and the decision holds its rules for any address and password.
#include "engine/base/check.h"
#include "engine/net/http/restmq/acl.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>
#include <string_view>

using namespace tapedeck;
using namespace tapedeck::restmq;

namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += " " + word;
    return out;
}

std::string written(const Acl& acl)
{
    const char* const names[] = {"rest:producer", "rest:consumer", "comet:consumer", "websocket:consumer"};
    std::string out;
    for (size_t i = 0; i < acl.rules.size(); ++i) {
        const AclRules& rules = acl.rules[i];
        out += "[" + std::string(names[i]) + "]\nhosts_allow =" + joined(rules.allow) + "\nhosts_deny ="
            + joined(rules.deny) + "\nusername = " + rules.username + "\npassword = " + rules.password + "\n";
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    fuzz::Input input(data, size);
    const std::string peer = input.text(input.byte() % 48);
    const std::string cookie = input.text(input.byte() % 64);
    const std::string file = input.text(input.left());
    const Result<Acl> acl = parseAcl(file);
    if (!acl) {
        CHECK(!acl.error().text.empty());
        return 0;
    }
    const Result<Acl> again = parseAcl(written(*acl));
    CHECK(again.ok() && *again == *acl);
    const std::optional<Credentials> given = credentialsInCookie(cookie);
    for (const AclRules& rules : acl->rules) {
        const AclVerdict without = decide(rules, peer, {});
        const AclVerdict with = decide(rules, peer, given);
        // An address is judged before the password, and the same whatever the password is.
        CHECK((without == AclVerdict::refused) == (with == AclVerdict::refused));
        const bool secured = !rules.username.empty() && !rules.password.empty();
        CHECK(secured || without != AclVerdict::needsPassword);
        if (secured && without != AclVerdict::refused) {
            CHECK(without == AclVerdict::needsPassword);
            CHECK(decide(rules, peer, Credentials(rules.username, rules.password)) == AclVerdict::pass);
            CHECK(with != AclVerdict::pass || (given->first == rules.username && given->second == rules.password));
        }
    }
    return 0;
}
