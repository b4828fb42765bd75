#include "ui/panels/endpoint_text.h"

#include "ui/models/plain_text.h"

namespace tapedeck {

QString endpointAddress(const Snapshot& snapshot, const std::string& protocol)
{
    for (const Endpoint& endpoint : snapshot.endpoints)
        if (endpoint.protocol == protocol)
            return shownText(endpoint.address);
    return {};
}

QString redisCliLine(const QString& address)
{
    const qsizetype colon = address.lastIndexOf(QLatin1Char(':'));
    QString host = address.left(colon);
    host.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    const bool here =
        host == QLatin1String("127.0.0.1") || host == QLatin1String("localhost") || host == QLatin1String("0.0.0.0");
    const QString port = address.mid(colon + 1);
    return here ? QStringLiteral("redis-cli -p %1").arg(port) : QStringLiteral("redis-cli -h %1 -p %2").arg(host, port);
}

QString endpointUrl(const QString& protocol, const QString& address)
{
    if (protocol == QLatin1String("gRPC")) // its clients take the address as it is
        return address;
    const QString scheme = protocol == QLatin1String("RESP") ? QStringLiteral("redis") : protocol.toLower();
    return QStringLiteral("%1://%2").arg(scheme, address);
}

QString endpointExport(const QString& protocol, const QString& address)
{
    if (protocol == QLatin1String("gRPC"))
        return QStringLiteral("export TAPEDECK_GRPC_ADDR=%1").arg(address);
    const QString name =
        protocol == QLatin1String("RESP") ? QStringLiteral("REDIS_URL") : protocol.toUpper() + QStringLiteral("_URL");
    return QStringLiteral("export %1=%2").arg(name, endpointUrl(protocol, address));
}

} // namespace tapedeck
