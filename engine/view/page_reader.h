// PageReader: looks up what an observer wants to see of the messages: rows of a page, or one whole message.
// Loop thread only. Looking never consumes: no channel is touched. Never waits; a bounded number of reads is in work at
// the same time and the rest waits in the order of asking.
#pragma once

#include "engine/view/mailbox.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace tapedeck {

class PageReader {
public:
    // `later` arranges that pump() is called from the loop soon: answers that come from within the broker only note
    // themselves.
    PageReader(Broker& broker, Mailbox& mailbox, std::function<void()> later);
    ~PageReader();

    // Starts what waits in `requests` as far as the limits allow, and takes it out there.
    void pump(Mailbox::Requests& requests);

    class Job; // one read for the observer (page_reader.cpp)

private:
    void reap();

    Broker& m_broker;
    Mailbox& m_mailbox;
    std::function<void()> m_later;
    std::vector<std::unique_ptr<Job>> m_jobs;
};

} // namespace tapedeck
