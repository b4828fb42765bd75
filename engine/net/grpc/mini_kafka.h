// minikafka's service: Produce and Poll on topics, which are queues.
//
// Loop thread only.
#pragma once

#include "engine/net/grpc/service.h"

namespace tapedeck::grpc {

class MiniKafka final : public Service {
public:
    // The highest number of a message: the position behind it must fit into 32 bits.
    static constexpr uint64_t kNumberMax = UINT32_MAX - 1;

    std::string_view name() const override { return "protocol.MiniKafka"; }
    const std::vector<Method>& methods() const override;

private:
    static void produce(Service& service, Call& call, std::string_view message);
    static void poll(Service& service, Call& call, std::string_view message);
};

} // namespace tapedeck::grpc
