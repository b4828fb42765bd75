// A counter for every reason for which the network refuses something, so that a test can assert why and an operator can
// see it. Loop thread only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tapedeck {

enum class Refusal : unsigned char {
    tooManyConnections, // accepted and closed at once
    outOfDescriptors, // the process has no descriptor left
    halfRequest, // a request stayed incomplete for too long
    outputSoft, // too much unsent output for too long
    outputHard, // far too much unsent output
    buffersFull, // all connections together hold too much; this one held most
    spokeHttp, // an HTTP request on a port that is not HTTP
    spokeTls, // a TLS hello on a plain port
    malformed, // the protocol's grammar was broken
    requestTooBig, // a limit of size or count of one request
    unauthenticatedLimit, // more than a client without a password may send
    unauthenticatedTime, // no password in time
    wrongPassword,
    foreignHost, // an HTTP request for a server that is not this one
    foreignOrigin, // an HTTP request on behalf of another web site
    kCount,
};

class Refusals {
public:
    void add(Refusal reason) { ++m_counts[static_cast<size_t>(reason)]; }
    uint64_t count(Refusal reason) const { return m_counts[static_cast<size_t>(reason)]; }
    uint64_t total() const;
    // A stable word such as "half_request".
    static std::string_view name(Refusal reason);

private:
    std::array<uint64_t, static_cast<size_t>(Refusal::kCount)> m_counts{};
};

} // namespace tapedeck
