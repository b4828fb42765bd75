// One thing an observer asked for, while it is looked up. A job goes on with every run() until it is done; one that
// waits for the broker calls `later` when it can go on, and is destroyed at any time.
// Loop thread only.
#pragma once

#include "engine/view/observer.h"

#include <functional>
#include <memory>

namespace tapedeck {

class LookupJob {
public:
    virtual ~LookupJob() = default;
    virtual void run() = 0; // does nothing while it waits
    virtual bool done() const = 0;
    virtual ObserverAnswer takeAnswer() = 0; // once, when it is done
};

using LookupJobPtr = std::unique_ptr<LookupJob>;
using Later = std::function<void()>;

// By kind of request; the queue is there.
LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const PageRequest& request);
LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const MessageRequest& request);
LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const SearchRequest& request);
LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const HistogramRequest& request);
LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const ChannelListRequest& request);
LookupJobPtr makeJob(Broker& broker, QueuePtr queue, Later later, const StoryRequest& request);

} // namespace tapedeck
