// Asks how long something takes: always the same, evenly spread, or log-normal. GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QString>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace tapedeck {

class DelayEdit : public QWidget {
    Q_OBJECT
public:
    explicit DelayEdit(QWidget* parent = nullptr);

    void set(const FaultDelay& delay);
    // `*error` says what is no length of time; empty if all is understood.
    FaultDelay delay(QString* error) const;

    QComboBox* kindBox() const { return m_kind; }
    QLineEdit* fromEdit() const { return m_from; }
    QLineEdit* untilEdit() const { return m_until; }
    QLineEdit* sigmaEdit() const { return m_sigma; }

Q_SIGNALS:
    void changed();

private:
    void show();

    QComboBox* m_kind;
    QLineEdit *m_from, *m_until, *m_sigma;
    QLabel *m_to, *m_spread;
};

} // namespace tapedeck
