// Fetches the bodies of some messages and puts them on the clipboard: their bytes as they are, several separated by
// line feeds. Deletes itself when done. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <vector>

namespace tapedeck {

// Text if the bytes are UTF-8, and always the bytes themselves.
void copyBytes(const std::string& bytes);

class BodyCopy : public QObject {
    Q_OBJECT
public:
    BodyCopy(WindowContext& context, QueueNo queue, std::vector<MessageId> ids, uint64_t bytesMax, QObject* parent);

private:
    void next();
    void finish();

    WindowContext& m_context;
    QueueNo m_queue;
    std::vector<MessageId> m_ids;
    uint64_t m_bytesMax;
    size_t m_at = 0;
    std::string m_bytes;
};

} // namespace tapedeck
