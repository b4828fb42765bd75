// Deletes and purges queues and channels so that Ctrl+Z brings them back, with the bindings of deleted queues. Asks
// only about what the engine could not restore. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <memory>
#include <vector>

class QWidget;

namespace tapedeck {

class Discarder : public QObject {
    Q_OBJECT
public:
    enum class Deed { remove, purge };
    struct Target {
        QueueNo queue;
        std::string channel; // empty: the queue
        bool operator==(const Target&) const = default;
    };

    Discarder(WindowContext& context, QWidget* window);

    void discard(Deed deed, const std::vector<Target>& targets);

private:
    struct Work;
    void discarded(const std::shared_ptr<Work>& work, const Target& target, const ActionAnswer& answer);
    void finish(const std::shared_ptr<Work>& work);
    void askAbout(const Work& work);
    void restore(const std::shared_ptr<Work>& work);
    void bindAgain(const Work& work);
    QString nameOf(const Target& target) const;
    QString doneText(const Work& work) const;

    WindowContext& m_context;
    QWidget* m_window;
};

} // namespace tapedeck
