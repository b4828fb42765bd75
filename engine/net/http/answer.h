// The answer to one HTTP request. Plain value.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tapedeck::http {

struct Answer {
    unsigned status = 200;
    std::string contentType; // empty: no Content-Type header
    std::string body; // Content-Length is written from it; none with 1xx, 204 and 304
    // More headers, each as "Name: value\r\n".
    std::string headers = {};
    std::string_view reason = {}; // of static storage; empty: the standard one

    Answer& with(std::string_view name, std::string_view value)
    {
        headers.append(name).append(": ").append(value).append("\r\n");
        return *this;
    }
};

std::string_view standardReason(unsigned status); // "Not Found"; "Unknown" where there is none

inline constexpr std::string_view kHtml = "text/html; charset=UTF-8";
inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kText = "text/plain";

} // namespace tapedeck::http
