// Numbers as people read them: grouped, shortened with a unit, or as a rate. Pure apart from the locale.
#pragma once

#include <QString>

#include <cstdint>

namespace tapedeck {

QString groupedText(uint64_t n); // 1,214,402
QString shortCountText(uint64_t n); // 812, 12.4k, 1.2M
QString messagesText(uint64_t n); // 1 message, 1,204 messages
QString bytesText(uint64_t bytes); // 412 B, 1.2 kB, 412 MB (powers of 1000)
QString rateText(double perSecond); // 0.4/s, 12/s, 2.1k/s; empty below one in a hundred seconds
QString durationText(int64_t micros); // 4.2 s, 3 min 20 s, 850 µs

} // namespace tapedeck
