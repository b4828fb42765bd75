// The document that /stats.json answers: fq's members in fq's order. Pure but for the broker's counters.
// Loop thread only.
#pragma once

#include "engine/exchange/exchanges.h"
#include "engine/net/fq/fq_port.h"

#include <span>
#include <string>
#include <string_view>

namespace tapedeck::fq {

// `clients` as FqPort::clients(). Names that are not UTF-8 have U+FFFD in the place of what is not.
std::string statsDocument(
    Broker& broker, const Exchanges& exchanges, std::span<const FqClientInfo> clients, std::string_view version);

} // namespace tapedeck::fq
