// The encodings in which HTTP clients wrap text: percent escapes, forms, Base64, UTF-8. Pure functions on untrusted
// bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::http {

// "a%20b+c" to "a b+c", or to "a b c" with plusIsBlank. Nothing if an escape is broken.
std::optional<std::string> decodePercent(std::string_view text, bool plusIsBlank);
// Everything but unreserved characters escaped.
std::string encodePercent(std::string_view text);

// Names and values of a query string or an application/x-www-form-urlencoded body, decoded, in order. A broken escape
// is left as it stands.
using FormFields = std::vector<std::pair<std::string, std::string>>;
FormFields parseForm(std::string_view encoded);
// The fields of a multipart/form-data body. Nothing if it is malformed. `contentTypeHeader` is the whole header value.
std::optional<FormFields> parseMultipart(std::string_view contentTypeHeader, std::string_view body);

// The last component of "Authorization: Basic ...", decoded: user and password.
std::optional<std::pair<std::string, std::string>> parseBasicAuthorization(std::string_view headerValue);
std::optional<std::string> decodeBase64(std::string_view text); // padding optional, both alphabets
std::string encodeBase64(std::string_view bytes);

// True if the text is valid UTF-8.
bool isUtf8(std::string_view text);
// Invalid sequences replaced by U+FFFD.
std::string toUtf8(std::string_view bytes);

} // namespace tapedeck::http
