// Inline commands: a line of text split into arguments, as one types it into telnet. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::resp {

// Splits at blanks. "double quotes" know \n \r \t \b \a \xHH and \<any>; 'single quotes' know \' only. The unquoted
// bytes go to `storage`, into which the arguments point. False when quotes are not closed or something follows a
// closing quote.
bool splitInline(std::string_view line, std::string& storage, std::vector<std::string_view>& arguments);

// True for a line that a web browser or HTTP client sends: a request line, or a Host header. Such a line is never
// executed, because a web page could otherwise send commands to a broker on the visitor's machine.
bool looksLikeHttp(std::string_view line);

} // namespace tapedeck::resp
