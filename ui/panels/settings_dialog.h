// The choices of the window: how it looks, what it speaks, what it does at the start. Every change counts at once.
// Deletes itself. GUI thread.
#pragma once

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace tapedeck {

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    explicit SettingsDialog(QWidget* parent);

    // For the buttons, which ask for a file. Say what went wrong in the dialog.
    void exportTo(const QString& path);
    void importFrom(const QString& path);
    void reset();
    QString said() const;

    QComboBox *colours, *language, *zone, *rows;
    QSpinBox *zoom, *recent, *preview;
    QLineEdit* queue;
    QCheckBox* reopen;

Q_SIGNALS:
    void changed(); // some setting; to be applied
    void replaced(); // all of them, keys included
    void keysRequested();

private:
    void showSettings();
    void refuseOrTake(const QString& problem, const QString& done);

    QLabel* m_said;
    bool m_showing = false;
};

} // namespace tapedeck
