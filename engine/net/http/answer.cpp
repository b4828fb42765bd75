#include "engine/net/http/answer.h"

#include <algorithm>
#include <array>

namespace tapedeck::http {

std::string_view standardReason(unsigned status)
{
    struct Entry {
        unsigned status;
        std::string_view reason;
    };
    static constexpr std::array kReasons = {Entry{100, "Continue"}, Entry{101, "Switching Protocols"}, Entry{200, "OK"},
        Entry{201, "Created"}, Entry{202, "Accepted"}, Entry{204, "No Content"}, Entry{206, "Partial Content"},
        Entry{301, "Moved Permanently"}, Entry{302, "Found"}, Entry{303, "See Other"}, Entry{304, "Not Modified"},
        Entry{307, "Temporary Redirect"}, Entry{308, "Permanent Redirect"}, Entry{400, "Bad Request"},
        Entry{401, "Unauthorized"}, Entry{403, "Forbidden"}, Entry{404, "Not Found"}, Entry{405, "Method Not Allowed"},
        Entry{406, "Not Acceptable"}, Entry{408, "Request Timeout"}, Entry{409, "Conflict"}, Entry{410, "Gone"},
        Entry{411, "Length Required"}, Entry{412, "Precondition Failed"}, Entry{413, "Content Too Large"},
        Entry{414, "URI Too Long"}, Entry{415, "Unsupported Media Type"}, Entry{417, "Expectation Failed"},
        Entry{422, "Unprocessable Content"}, Entry{426, "Upgrade Required"}, Entry{428, "Precondition Required"},
        Entry{429, "Too Many Requests"}, Entry{431, "Request Header Fields Too Large"},
        Entry{500, "Internal Server Error"}, Entry{501, "Not Implemented"}, Entry{502, "Bad Gateway"},
        Entry{503, "Service Unavailable"}, Entry{504, "Gateway Timeout"}, Entry{505, "HTTP Version Not Supported"},
        Entry{507, "Insufficient Storage"}};
    const auto found =
        std::find_if(kReasons.begin(), kReasons.end(), [&](const Entry& e) { return e.status == status; });
    return found == kReasons.end() ? std::string_view("Unknown") : found->reason;
}

} // namespace tapedeck::http
