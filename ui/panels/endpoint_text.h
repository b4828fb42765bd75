// Addresses of the broker in the forms that other programs take. Pure.
#pragma once

#include "ui/client/engine_client.h"

#include <QString>

namespace tapedeck {

// "127.0.0.1:9797"; empty when that protocol has no port.
QString endpointAddress(const Snapshot& snapshot, const std::string& protocol);
// redis-cli, with -h only when the address is not this machine.
QString redisCliLine(const QString& address);
// redis://127.0.0.1:9797; for gRPC the address as it is
QString endpointUrl(const QString& protocol, const QString& address);
// export REDIS_URL=..., or TAPEDECK_GRPC_ADDR
QString endpointExport(const QString& protocol, const QString& address);

} // namespace tapedeck
