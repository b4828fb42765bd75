// What can be made of messages: terms of a filter that find more of their kind, and responders that answer as somebody
// once did. Pure. Reads bodies as they are; never changes them.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/filter_setting.h"
#include "ui/models/json_scan.h"

#include <QString>

#include <string>
#include <vector>

namespace tapedeck {

// A text, number, truth value or null somewhere in a JSON body.
struct ScalarMember {
    std::vector<FilterSetting::Step> path;
    JsonKind kind = JsonKind::null;
    std::string raw; // as it stands in the body, with quotes
    size_t begin = 0, end = 0; // where
};

// In the order of the body, at most `max`; none if it is no JSON or is larger than what people fill in forms from
// (kFormBytesMax).
inline constexpr size_t kFormBytesMax = 256 << 10;
std::vector<ScalarMember> scalarMembers(const std::string& body, size_t max);

// json.city == "Aachen"
QString memberTerm(const ScalarMember& member);
QString keyTerm(const std::string& key); // key == "k-1"

// A message and the queue that it was found in.
struct PlacedMessage {
    std::string queue;
    MessageAnswer message;
};

// A responder, not yet parsed.
struct ResponderDraft {
    std::string queue, filter; // raw bytes
    std::string to, key, body; // templates
    std::vector<std::pair<std::string, std::string>> headers; // values are templates
    int fields = 0; // values of the answer that are taken from the request
};

// One that answers messages like `request` as `answer` did: what is equal in both is taken from the request.
ResponderDraft responderFrom(const PlacedMessage& request, const PlacedMessage& answer);

// A text as a template that yields just it.
std::string literalTemplate(const std::string& bytes);

} // namespace tapedeck
