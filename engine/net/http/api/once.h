// A publish that is done once for its Idempotency-Key, if the request has one.
//
// Loop thread only.
#pragma once

#include "engine/net/http/api/idempotency.h"
#include "engine/net/http/exchange.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::api {

class NativeApi;

class Once {
public:
    // Keys are remembered by the name in the path behind `scope`, so that a queue and an exchange of one name differ.
    Once(NativeApi& api, http::Exchange& exchange, std::string_view scope = {});

    // False after having answered: a replay, another request under the same key, or no key at all.
    bool isNew();
    // What was answered, before it is.
    void remember(const http::Answer& answer);

private:
    NativeApi& m_api;
    http::Exchange& m_exchange;
    std::string m_scope;
    std::optional<std::string> m_key;
    Idempotency::Fingerprint m_fingerprint;
};

} // namespace tapedeck::api
