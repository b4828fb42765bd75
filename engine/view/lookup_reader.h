// LookupReader: answers what an observer asks about messages.
// Loop thread only. Looking never consumes: no channel is touched. Never waits; a bounded number of lookups is in work
// at the same time and the rest waits in the order of asking.
#pragma once

#include "engine/view/lookup_job.h"
#include "engine/view/mailbox.h"

#include <functional>
#include <memory>
#include <vector>

namespace tapedeck {

class LookupReader {
public:
    // `later` arranges that pump() is called from the loop soon: answers that come from within the broker only note
    // themselves.
    LookupReader(Broker& broker, Mailbox& mailbox, std::function<void()> later);
    ~LookupReader();

    // Starts what waits in `requests` as far as the limits allow, and takes it out there.
    void pump(Mailbox::Requests& requests);

private:
    void start(const Lookup& lookup);
    void reap();

    Broker& m_broker;
    Mailbox& m_mailbox;
    std::function<void()> m_later;
    std::vector<std::unique_ptr<LookupJob>> m_jobs;
};

} // namespace tapedeck
