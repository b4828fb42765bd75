// A message that is being written: what it says and how often it is sent, as a value that can be kept in a file; and
// the variables in it, which are filled in anew each time it is sent. Pure; any thread.
#pragma once

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "ui/client/engine_client.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

struct MessageDraft {
    bool toExchange = false;
    std::string target; // name of a queue, or of an exchange
    std::string key; // of an exchange: the route
    HeaderList headers;
    std::string body; // any bytes
    QString delay; // as typed: "30s"; empty: none
    uint32_t count = 1; // messages of one Send
    QString every; // as typed: a message each so often until it is stopped; empty: all at once
    // {{uuid}} and the others are filled in. Off: what is written is what is sent.
    bool fillIn = true;

    bool operator==(const MessageDraft&) const = default;
};

// As JSON in UTF-8, indented: bytes that are no text are in base64.
QByteArray draftToJson(const MessageDraft& draft);
// Error: a sentence that says what is wrong. Members that are not known are passed over.
Result<MessageDraft> draftFromJson(const QByteArray& json);

// How long `text` says, as "30s", "500ms", "5m"; 0 for an empty one, nothing when it is not understood.
std::optional<Duration> draftDuration(const QString& text);

// What is sent.
struct FilledDraft {
    std::string target, key, body;
    HeaderList headers;
};

// A draft with its variables found; the words and rules are those of responders' answers (engine/mock/MOCK.md), without
// the fields of a message that is answered: there is none.
class DraftFilling {
public:
    // Error: which part of the draft has a mistake, and where.
    static Result<DraftFilling> prepare(const MessageDraft& draft);

    bool hasVariables() const { return m_variables; }
    // `seq` counts from 1. Error: it became too big.
    Result<FilledDraft> fill(Random& random, Time now, uint64_t seq) const;

private:
    struct Part {
        std::string text; // without variables, or ...
        std::optional<Template> filled;
    };
    static Result<Part> part(const std::string& text, const QString& name, bool fillIn);

    bool m_variables = false;
    Part m_target, m_key, m_body;
    std::vector<std::pair<std::string, Part>> m_headers;
};

} // namespace tapedeck
