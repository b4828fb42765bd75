// The handlers of all routes, by file. Each answers its exchange or starts what answers later.
//
// Loop thread only.
#pragma once

#include "engine/net/http/exchange.h"

namespace tapedeck::api {

class NativeApi;
using Handler = void (*)(NativeApi& api, http::Exchange& exchange);

// broker_routes.cpp
void getIndex(NativeApi& api, http::Exchange& exchange);
void getSettings(NativeApi& api, http::Exchange& exchange);
void changeSettings(NativeApi& api, http::Exchange& exchange);
void getSnapshot(NativeApi& api, http::Exchange& exchange);
void listClients(NativeApi& api, http::Exchange& exchange);
void closeClient(NativeApi& api, http::Exchange& exchange);

// event_hub.cpp
void streamEvents(NativeApi& api, http::Exchange& exchange);

// observe.cpp
void observe(NativeApi& api, http::Exchange& exchange);

// queue_routes.cpp
void listQueues(NativeApi& api, http::Exchange& exchange);
void createQueue(NativeApi& api, http::Exchange& exchange);
void getQueue(NativeApi& api, http::Exchange& exchange);
void changeQueue(NativeApi& api, http::Exchange& exchange);
void deleteQueue(NativeApi& api, http::Exchange& exchange);
void purgeQueue(NativeApi& api, http::Exchange& exchange);
void findMessage(NativeApi& api, http::Exchange& exchange);

// channel_routes.cpp
void listChannels(NativeApi& api, http::Exchange& exchange);
void createChannel(NativeApi& api, http::Exchange& exchange);
void getChannel(NativeApi& api, http::Exchange& exchange);
void changeChannel(NativeApi& api, http::Exchange& exchange);
void deleteChannel(NativeApi& api, http::Exchange& exchange);
void purgeChannel(NativeApi& api, http::Exchange& exchange);
void seekChannel(NativeApi& api, http::Exchange& exchange);
void listOwed(NativeApi& api, http::Exchange& exchange);

// publish_routes.cpp, publish_stream.cpp
void publishOne(NativeApi& api, http::Exchange& exchange);
void publishBatch(NativeApi& api, http::Exchange& exchange);
void publishStream(NativeApi& api, http::Exchange& exchange);

// consume_routes.cpp
void receive(NativeApi& api, http::Exchange& exchange);
void ack(NativeApi& api, http::Exchange& exchange);
void nack(NativeApi& api, http::Exchange& exchange);
void release(NativeApi& api, http::Exchange& exchange);
void extend(NativeApi& api, http::Exchange& exchange);
void settle(NativeApi& api, http::Exchange& exchange);

// message_routes.cpp
void peek(NativeApi& api, http::Exchange& exchange);
void getMessage(NativeApi& api, http::Exchange& exchange);
void getBody(NativeApi& api, http::Exchange& exchange);

// mark_routes.cpp
void getMark(NativeApi& api, http::Exchange& exchange);
void putMark(NativeApi& api, http::Exchange& exchange);
void deleteMark(NativeApi& api, http::Exchange& exchange);

// tail.cpp
void tail(NativeApi& api, http::Exchange& exchange);

// dead_routes.cpp
void listDead(NativeApi& api, http::Exchange& exchange);
void replayDead(NativeApi& api, http::Exchange& exchange);
void purgeDead(NativeApi& api, http::Exchange& exchange);

// exchange_routes.cpp
void listExchanges(NativeApi& api, http::Exchange& exchange);
void getExchange(NativeApi& api, http::Exchange& exchange);
void changeExchange(NativeApi& api, http::Exchange& exchange);
void publishToExchange(NativeApi& api, http::Exchange& exchange);

// binding_routes.cpp
void listBindings(NativeApi& api, http::Exchange& exchange);
void createBinding(NativeApi& api, http::Exchange& exchange);
void deleteBinding(NativeApi& api, http::Exchange& exchange);
void testRoute(NativeApi& api, http::Exchange& exchange);

// upstream_routes.cpp
void listUpstreams(NativeApi& api, http::Exchange& exchange);
void createUpstream(NativeApi& api, http::Exchange& exchange);
void deleteUpstream(NativeApi& api, http::Exchange& exchange);

// namespace_routes.cpp
void listNamespaces(NativeApi& api, http::Exchange& exchange);
void deleteNamespace(NativeApi& api, http::Exchange& exchange);

// clock_routes.cpp
void getClock(NativeApi& api, http::Exchange& exchange);
void advanceClock(NativeApi& api, http::Exchange& exchange);

// replay_routes.cpp
void listReplays(NativeApi& api, http::Exchange& exchange);
void startReplay(NativeApi& api, http::Exchange& exchange);
void getReplay(NativeApi& api, http::Exchange& exchange);
void pauseReplay(NativeApi& api, http::Exchange& exchange);
void resumeReplay(NativeApi& api, http::Exchange& exchange);
void stepReplay(NativeApi& api, http::Exchange& exchange);
void seekReplay(NativeApi& api, http::Exchange& exchange);
void stopReplay(NativeApi& api, http::Exchange& exchange);

// expect_routes.cpp
void expect(NativeApi& api, http::Exchange& exchange);

// mock_routes.cpp
void listFaults(NativeApi& api, http::Exchange& exchange);
void createFault(NativeApi& api, http::Exchange& exchange);
void getFault(NativeApi& api, http::Exchange& exchange);
void changeFault(NativeApi& api, http::Exchange& exchange);
void deleteFault(NativeApi& api, http::Exchange& exchange);
void deleteFaults(NativeApi& api, http::Exchange& exchange);
void listResponders(NativeApi& api, http::Exchange& exchange);
void createResponder(NativeApi& api, http::Exchange& exchange);
void getResponder(NativeApi& api, http::Exchange& exchange);
void changeResponder(NativeApi& api, http::Exchange& exchange);
void deleteResponder(NativeApi& api, http::Exchange& exchange);
void deleteResponders(NativeApi& api, http::Exchange& exchange);

// health_routes.cpp, metrics.cpp
void getOpenApi(NativeApi& api, http::Exchange& exchange);
void getLive(NativeApi& api, http::Exchange& exchange);
void getReady(NativeApi& api, http::Exchange& exchange);
void getMetrics(NativeApi& api, http::Exchange& exchange);

} // namespace tapedeck::api
