#include "engine/net/grpc/topic_names.h"

#include "engine/base/checksum.h"

#include <algorithm>
#include <cstdint>

namespace tapedeck::grpc {

namespace {

constexpr std::string_view kMarked = "minikafka:";
constexpr std::string_view kHashed = "minikafka#";

void appendHex(std::string& out, uint64_t value)
{
    static constexpr char kHex[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        out += kHex[value >> shift & 15];
}

// Not more than `bytes`, and no character of UTF-8 cut apart.
std::string_view beginOf(std::string_view text, size_t bytes)
{
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80)
        --bytes;
    return text.substr(0, bytes);
}

} // namespace

std::string queueOfTopic(std::string_view topic, size_t bytesMax)
{
    const bool marked = topic.empty() || topic.starts_with(kMarked) || topic.starts_with(kHashed);
    if (topic.size() + (marked ? kMarked.size() : 0) <= bytesMax)
        return std::string(marked ? kMarked : std::string_view{}) + std::string(topic);
    std::string name(kHashed);
    appendHex(name, checksum(topic, 0));
    appendHex(name, checksum(topic, 1));
    name += ':';
    return name + std::string(beginOf(topic, std::min(topic.size() - 1, bytesMax - name.size())));
}

} // namespace tapedeck::grpc
