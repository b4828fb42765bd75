// The standard health service: whether a service can do its work. Not serving means that nothing can be stored any
// more.
//
// Loop thread only.
#pragma once

#include "engine/net/grpc/service.h"
#include "engine/net/loop_timer.h"

#include <memory>
#include <optional>
#include <string>

namespace tapedeck::grpc {

class GrpcPort;

class Health final : public Service {
public:
    // The port outlives it.
    explicit Health(GrpcPort& port);
    ~Health() override;
    std::string_view name() const override { return "grpc.health.v1.Health"; }
    const std::vector<Method>& methods() const override;

private:
    // The numbers of HealthCheckResponse.ServingStatus.
    enum class Serving : unsigned char { unknown = 0, yes = 1, no = 2, unknownService = 3 };
    class Watcher;

    static void check(Service& service, Call& call, std::string_view message);
    static void watch(Service& service, Call& call, std::string_view message);
    static std::string encode(Serving serving);
    static std::optional<std::string> decode(Call& call, std::string_view message);
    Serving serving(std::string_view service) const;
    void look();

    GrpcPort& m_port;
    std::vector<std::weak_ptr<Watcher>> m_watchers;
    LoopTimer m_timer; // while somebody watches
};

} // namespace tapedeck::grpc
