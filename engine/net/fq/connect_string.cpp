#include "engine/net/fq/connect_string.h"

#include "engine/net/fq/queue_spec.h"
#include "engine/net/fq/wire.h"

namespace tapedeck::fq {

namespace {

// What is before the first slash; `text` becomes what is behind it.
std::string_view cutAtSlash(std::string_view& text)
{
    const std::string_view part = text.substr(0, text.find('/'));
    text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
    return part;
}

} // namespace

Result<ConnectString> parseConnectString(std::string_view text, Random& random)
{
    ConnectString out;
    out.user = cutAtSlash(text);
    if (out.user.size() > kNameBytesMax)
        return Error{ErrorCode::invalidArgument,
            "The user has " + std::to_string(out.user.size()) + " bytes; fq allows " + std::to_string(kNameBytesMax)
                + "."};
    out.queue = cutAtSlash(text).substr(0, kNameBytesMax);
    if (out.queue.find('\0') != std::string::npos)
        return Error{ErrorCode::invalidArgument, "The name of a queue in a connect string contains no NUL."};
    if (out.queue.empty())
        out.queue = "q-" + makeUuid(random);
    out.type = text.empty() ? std::string_view("mem") : text.substr(0, kNameBytesMax);
    return out;
}

} // namespace tapedeck::fq
