#include "engine/net/refusals.h"

#include <numeric>

namespace tapedeck {

uint64_t Refusals::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), uint64_t{0});
}

std::string_view Refusals::name(Refusal reason)
{
    static constexpr std::array<std::string_view, static_cast<size_t>(Refusal::kCount)> kNames = {
        "too_many_connections", "out_of_descriptors", "half_request", "output_soft", "output_hard", "buffers_full",
        "spoke_http", "spoke_tls", "malformed", "request_too_big", "unauthenticated_limit", "unauthenticated_time",
        "wrong_password", "foreign_host", "foreign_origin"};
    return kNames[static_cast<size_t>(reason)];
}

} // namespace tapedeck
