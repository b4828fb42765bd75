// The words of every error on this port. The first word is the kind, which client libraries expose; those of floki are
// exact, including their capitals.
#pragma once

#include "engine/base/result.h"
#include "engine/net/resp/parser.h"

#include <string>
#include <string_view>

namespace tapedeck::resp::errors {

inline constexpr std::string_view kInvalidCommand = "ICOM Invalid Command";
inline constexpr std::string_view kInvalidType = "ICOM Invalid Type";
inline constexpr std::string_view kUnknownCommand = "UCOM Unknown Command";
inline constexpr std::string_view kQueueNotFound = "QNF Queue Not Found";
inline constexpr std::string_view kChannelNotFound = "CNF Channel Not Found";
inline constexpr std::string_view kQueueExists = "QAE Queue Already Exists";
inline constexpr std::string_view kChannelExists = "CAE Channel Already Exists";
inline constexpr std::string_view kInvalidIdentifier = "IPA Invalid Identifier Name";
inline constexpr std::string_view kInvalidCount = "IPA Invalid count value";
inline constexpr std::string_view kInvalidTimeout = "IPA Invalid timeout value";
inline constexpr std::string_view kInvalidTicket = "IPA Invalid Ticket";
inline constexpr std::string_view kInvalidTimestamp = "IPA Invalid Timestamp";
inline constexpr std::string_view kInvalidId = "IPA Invalid ID";
inline constexpr std::string_view kInvalidSeekType = "IPA Invalid Seek Type Expected TS or ID";
inline constexpr std::string_view kInvalidInfo = "IPA Invalid INFO parameter";
inline constexpr std::string_view kInvalidConfigGet = "IPA Invalid CONFIG parameter";
inline constexpr std::string_view kInvalidConfigSet = "IPA Invalid CONFIG SET parameter";
inline constexpr std::string_view kInvalidConfig = "IPA Invalid CONFIG Parameter";
inline constexpr std::string_view kInvalidDuration = "IPA Invalid Duration Value";
inline constexpr std::string_view kInvalidSize = "IPA Invalid Size Value";
inline constexpr std::string_view kMessageTooBig = "Unexpected error Backend(MessageTooBig)";
inline constexpr std::string_view kMissingPush = "MPA Queue or Value Missing";
inline constexpr std::string_view kMissingGet = "MPA Queue or Channel or Count Missing";
inline constexpr std::string_view kMissingSeek = "MPA Queue or Channel or TS|ID or Value Missing";
inline constexpr std::string_view kMissingAck = "MPA Queue, Channel or Id Missing";
inline constexpr std::string_view kMissingChannel = "MPA Queue or Channel Missing";
inline constexpr std::string_view kMissingQueue = "MPA Queue Missing";
inline constexpr std::string_view kMissingInfo = "MPA Missing INFO Parameter";
inline constexpr std::string_view kMissingConfig = "MPA Missing CONFIG Parameter";
inline constexpr std::string_view kSyntax = "ERR syntax error";
inline constexpr std::string_view kNotInteger = "ERR value is not an integer or out of range";
inline constexpr std::string_view kNoAuth = "NOAUTH Authentication required.";
inline constexpr std::string_view kWrongPass = "WRONGPASS invalid username-password pair or user is disabled.";
inline constexpr std::string_view kNoProto = "NOPROTO unsupported protocol version";

// The line for an error of the broker: floki's words where floki has the error, else a kind and the broker's sentence.
std::string of(const Error& error);
// The line that precedes closing the connection; empty = close without a word.
std::string_view of(ParseError error);

} // namespace tapedeck::resp::errors
