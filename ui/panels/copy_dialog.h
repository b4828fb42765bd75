// Asks where messages are to be copied or moved: a queue or an exchange, and when moved, in which channel they are
// settled. Deletes itself when closed. GUI thread.
#pragma once

#include "ui/panels/bulk_copy.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace tapedeck {

class CopyDialog : public QDialog {
    Q_OBJECT
public:
    // `channels`: of the source; empty: they are copied.
    CopyDialog(WindowContext& context, const QString& title, const std::vector<std::string>& channels, QWidget* parent);
    // Proposes a target and a channel.
    void propose(const std::string& target, bool toExchange, const std::string& channel);

    // What the channel is, where it is more than where they are settled.
    void nameChannel(const QString& text);

    QComboBox* kindBox() const { return m_kind; }
    QComboBox* targetBox() const { return m_target; }
    QComboBox* channelBox() const { return m_channel; } // null when copied
    QPushButton* okButton() const { return m_ok; }

Q_SIGNALS:
    void chosen(const tapedeck::BulkTo& to);

private:
    void fillTargets();
    void refresh();

    WindowContext& m_context;
    std::vector<std::string> m_channels;
    QComboBox *m_kind, *m_target, *m_channel = nullptr;
    QLabel* m_what;
    QPushButton* m_ok;
};

} // namespace tapedeck
