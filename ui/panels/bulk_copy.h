// Copies or moves many messages into another queue or an exchange, batch by batch, with a progress dialog whose cancel
// is immediate: what is done stays done, though a move can be undone. Deletes itself at its end. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QPointer>

#include <string>
#include <vector>

namespace tapedeck {

class ProgressDialog;

// Which messages: those of a selection, or all dead letters of a channel.
struct BulkFrom {
    Current::Selection selection; // or null ...
    QueueNo queue; // ... and the dead letters of ...
    std::string deadLettersOf; // ... this channel
};

struct BulkTo {
    std::string target;
    bool toExchange = false;
    std::string settleIn; // a channel of the source: moved
};

class BulkCopy : public QObject {
    Q_OBJECT
public:
    // Fewer are copied without a dialog.
    static constexpr uint64_t kDialogFrom = 2000;

    // Starts at once. `total`: how many there are likely to be.
    BulkCopy(WindowContext& context, BulkFrom from, BulkTo to, uint64_t total, QWidget* window);

Q_SIGNALS:
    void ended(quint64 copied);

private:
    void next();
    void askDead();
    void copy(std::vector<MessageId> ids);
    void onCopied(const ActionAnswer& answer, size_t asked);
    void remember(const ActionAnswer& answer);
    void end(const QString& error);
    QString doneText() const;

    WindowContext& m_context;
    BulkFrom m_from;
    BulkTo m_to;
    uint64_t m_total, m_looked = 0, m_copied = 0;
    MessageId m_nextDead{1};
    std::vector<action::TakeBackCopies> m_back; // of what was moved, for undo
    size_t m_backMessages = 0;
    bool m_ended = false;
    QPointer<ProgressDialog> m_dialog;
};

} // namespace tapedeck
