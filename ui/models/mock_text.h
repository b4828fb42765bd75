// Faults, responders and expectations in words, and lengths of time as people type them. Pure.
#pragma once

#include "ui/client/engine_client.h"

#include <QString>

#include <optional>

namespace tapedeck {

// --- lengths of time: "250ms", "1500us", "2m"; nothing if it is none ---
QString typedDuration(Duration duration);
std::optional<Duration> readDuration(const QString& text);

// --- faults ---
QString faultWhatText(const FaultRule& rule); // delay 250ms
QString faultWhereText(const FaultRule& rule); // publish in orders*, client web-1
QString faultWhenText(const FaultRule& rule); // every 2nd, for 30s; empty: always
QString faultStateText(const FaultView& fault); // on, off, over
// It can happen now.
bool isActive(const FaultView& fault);
// How many of them can.
size_t activeFaults(const Snapshot& snapshot);
// To be called by: its name, or what it does.
QString faultTitle(const FaultRule& rule);

// --- responders ---
QString responderWhereText(const ResponderRule& rule); // queue orders
QString responderToText(const ResponderRule& rule); // queue confirmations
QString responderStateText(const ResponderView& responder);
QString responderTitle(const ResponderRule& rule);

// --- expectations ---
QString expectationStateText(const ExpectationView& expectation); // running, passed, failed
QString nearMissText(const NearMiss& miss); // json.total > 50 does not hold: json.total is 17
QString messagePlaceText(const ReportedMessage& message); // orders/7
QString fromText(const ExpectFrom& from); // now, first, 12, 2026-...Z: as the commands take it
// The same expectation for a shell and for an HTTP client; `http` is "127.0.0.1:8888".
QString expectLine(const ExpectItem& item, const ExpectFrom& from);
QString expectCurl(const ExpectItem& item, const ExpectFrom& from, const QString& http);

} // namespace tapedeck
