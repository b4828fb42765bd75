// How a Mock learns of the connections: by name, address and protocol; and how it cuts one.
#pragma once

#include "engine/mock/mock.h"
#include "engine/net/clients.h"
#include "engine/net/connection.h"

namespace tapedeck::api {

// `clients` must outlive the use of what is returned.
inline MockOptions mockOptionsOf(Clients& clients)
{
    MockOptions options;
    options.client = [&clients](ClientId id) -> std::optional<MockClient> {
        const Connection* const connection = clients.find(id);
        if (!connection)
            return std::nullopt;
        const ClientInfo& info = connection->info();
        return MockClient{info.name, info.address, info.protocol};
    };
    options.disconnect = [&clients](ClientId id) {
        if (Connection* const connection = clients.find(id))
            connection->cut();
    };
    return options;
}

} // namespace tapedeck::api
