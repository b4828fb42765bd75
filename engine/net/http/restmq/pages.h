// The HTML that RestMQ answers with. Everything that comes from outside is escaped. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::restmq {

// For text and for attributes in double quotes. What is not UTF-8 becomes U+FFFD.
std::string escapeHtml(std::string_view text);

// "404: Not Found", twice, as RestMQ's error pages are. `why` is added if it is not empty.
std::string errorPage(unsigned status, std::string_view why = {});
std::string queuesPage(const std::vector<std::string>& names);
std::string jobsPage(
    std::string_view queue, uint64_t objects, uint64_t jobs, const std::vector<std::string>& newestKeys);
std::string helpPage();

} // namespace tapedeck::restmq
