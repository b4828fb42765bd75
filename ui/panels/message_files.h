// Loads some messages one after another and hands them on, or writes their bodies into files of a folder: the bytes as
// they are, never over a file that is there. Deletes itself at its end. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QPointer>

#include <functional>

namespace tapedeck {

class ProgressDialog;

class MessageFiles : public QObject {
    Q_OBJECT
public:
    using Visit = std::function<bool(const MessageAnswer& message)>; // false: no more

    // Messages that are gone are passed over. `window` null: without a progress dialog.
    MessageFiles(WindowContext& context, Current::Selection which, Visit visit, QWidget* window, QObject* parent);

    // "orders-12.json": the ending says what the body looks like.
    static QString fileName(const std::string& queue, const MessageAnswer& message);
    // Writes the body; the path, which is a new one, or empty with `error`.
    static QString write(const QString& folder, const std::string& queue, const MessageAnswer& message, QString& error);

Q_SIGNALS:
    void ended(bool whole); // false: cancelled, or the visitor wanted no more

private:
    void next();
    void end(bool whole);

    WindowContext& m_context;
    Current::Selection m_which;
    Visit m_visit;
    std::vector<MessageId> m_ids; // of the selection from m_from on
    int64_t m_from = 0;
    size_t m_at = 0;
    bool m_ended = false;
    QPointer<ProgressDialog> m_dialog;
};

} // namespace tapedeck
