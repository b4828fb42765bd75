// Seeks channels and remembers how to undo it. The one place through which the window moves a cursor. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <functional>

namespace tapedeck {

class Seeker : public QObject {
    Q_OBJECT
public:
    explicit Seeker(WindowContext& context, QObject* parent = nullptr);

    // Says what a seek would do without doing it: "1,204 messages will be delivered again". Only the newest answer
    // comes.
    void preview(
        QueueNo queue, const std::string& channel, const SeekTarget& target, std::function<void(const QString&)> done);
    void seek(QueueNo queue, const std::string& channel, const SeekTarget& target);

private:
    static QString effectText(const ActionAnswer& answer);

    WindowContext& m_context;
    uint64_t m_previewToken = 0;
};

} // namespace tapedeck
