// The tables about exchanges: their list, the bindings of one, fq's clients, the brokers that are pulled from.
// GUI thread. Each is given its rows by the panel that shows it.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/rows_model.h"

namespace tapedeck {

using BindingModel = RowsModel<BindingView>;
using FqClientModel = RowsModel<FqClientView>;
using UpstreamModel = RowsModel<UpstreamView>;
using ExchangeModel = RowsModel<std::shared_ptr<const ExchangeView>>;

namespace binding_column {
enum : int { id, queue, program, kept, invocations, time };
}
namespace client_column {
enum : int {
    user,
    queue,
    address,
    mode,
    messagesIn,
    octetsIn,
    routed,
    dropped,
    noRoute,
    noExchange,
    sizeDropped,
    messagesOut,
    octetsOut
};
}
namespace upstream_column {
enum : int { host, exchange, state, messages, program, source, kept };
}

BindingModel* makeBindingModel(QObject* parent);
FqClientModel* makeFqClientModel(QObject* parent);
UpstreamModel* makeUpstreamModel(QObject* parent);
ExchangeModel* makeExchangeModel(QObject* parent);

// "permanent", "transient", with "peer" where another broker has made it.
QString keptText(const BindingView& binding);
// "public, drops when full, room for 16,384, permanent, 3 clients"
QString sharedQueueText(const SharedQueueView& queue);
// "1,204 messages \u00b7 12/s \u00b7 ...": what the counters of an exchange say.
QString countersText(const ExchangeView& exchange);

} // namespace tapedeck
