#include "app/declarations.h"

namespace tapedeck {

namespace {

constexpr DeclarationSection kSections[] = {
    {"queue",
        "name, kind, message_timeout, attempts, retention_period, retention_size, hard_retention_period, "
        "hard_retention_size, segment_size, share, flow, fq, channels",
        readQueueDeclaration, nullptr},
    {"channel", "queue, name, start, message_timeout, attempts, paused", readChannelDeclaration, nullptr},
    {"exchange", "name, record", readExchangeDeclaration, nullptr},
    {"binding", "exchange, queue, program", readBindingDeclaration, nullptr},
    {"fault",
        "fault, at, queue, channel, client, address, protocol; copies, delay, window, hold, error, code, keep, "
        "messages_per_second, bytes_per_second; skip, first, every, for, filter, probability, seed; name, enabled, "
        "mark",
        readFaultDeclaration, removeDeclaredFaults},
    {"responder",
        "queue or exchange, filter; to or to_exchange, create_queue, key, body, headers, delay; first, generations, "
        "per_second, seed; name, enabled, mark",
        readResponderDeclaration, removeDeclaredResponders},
    {"expect", "expect, queue, name, timeout: what `tapedeck run` checks when its command has ended",
        readExpectDeclaration, nullptr},
};

} // namespace

std::span<const DeclarationSection> declarationSections()
{
    return kSections;
}

} // namespace tapedeck
