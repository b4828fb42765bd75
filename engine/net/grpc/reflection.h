// The standard reflection service, in its two versions: lets programs that have no schema ask for it.
//
// Loop thread only.
#pragma once

#include "engine/net/grpc/service.h"

#include <memory>
#include <string>

namespace tapedeck::grpc {

class GrpcPort;

// The answer to one request, of either version. Pure. `services` are the names of what is served. Undecodable: error.
Result<std::string> answerReflection(std::string_view request, const std::vector<std::string_view>& services);

class Reflection final : public Service {
public:
    enum class Version : unsigned char { v1, v1alpha };
    // The port outlives it.
    Reflection(const GrpcPort& port, Version version)
        : m_port(port)
        , m_version(version)
    {
    }
    std::string_view name() const override;
    const std::vector<Method>& methods() const override;

private:
    static void info(Service& service, Call& call, std::string_view message);

    const GrpcPort& m_port;
    const Version m_version;
};

} // namespace tapedeck::grpc
