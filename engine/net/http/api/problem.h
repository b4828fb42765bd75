// How the API says no: problem documents of RFC 9457, one kind for each reason. Pure.
#pragma once

#include "engine/base/result.h"
#include "engine/net/http/answer.h"
#include "engine/net/http/request.h"

#include <string>
#include <string_view>

namespace tapedeck::api {

inline constexpr std::string_view kProblemJson = "application/problem+json";

struct Problem {
    unsigned status = 400;
    std::string_view kind; // "queue-not-found"; of static storage
    std::string_view title; // of static storage
    std::string detail;
    std::string members = {}; // more of them, as JSON without braces
};

// What an error of the broker is here. Errors without a sentence get one.
Problem problemOf(const Error& error);
Problem badRequest(std::string detail);
Problem notFound(std::string_view kind, std::string_view title, std::string detail);

http::Answer problemAnswer(const Problem& problem, const http::Request& request);

} // namespace tapedeck::api
