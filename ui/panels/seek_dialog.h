// Moves a channel to an id or a time: says while one types what would be delivered again. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tapedeck {

class Seeker;

class SeekDialog : public QDialog {
    Q_OBJECT
public:
    SeekDialog(WindowContext& context, Seeker& seeker, QWidget* parent);

    QComboBox* channelBox() const { return m_channel; }
    QLineEdit* placeEdit() const { return m_place; }
    QLabel* previewLabel() const { return m_preview; }
    QPushButton* seekButton() const { return m_seek; }

private:
    void check();

    WindowContext& m_context;
    Seeker& m_seeker;
    QueueNo m_queue;
    QComboBox* m_channel;
    QLineEdit* m_place;
    QLabel *m_understood, *m_preview;
    QPushButton* m_seek;
    std::optional<SeekTarget> m_target;
};

} // namespace tapedeck
