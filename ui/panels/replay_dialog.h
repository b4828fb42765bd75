// Chooses what is replayed where and how fast. Deletes itself. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;

namespace tapedeck {

class ReplayEstimate;

class ReplayDialog : public QDialog {
    Q_OBJECT
public:
    ReplayDialog(WindowContext& context, QWidget* parent);

    // Both included; shown as ids.
    void setRange(MessageId first, MessageId last);
    // `until` is excluded; shown as times.
    void setTimes(Time from, Time until);
    // Replays the exchange's recording into it, unless another target is chosen.
    void setExchange(const std::string& name);

    QLineEdit* fromEdit() const { return m_from; }
    QLineEdit* untilEdit() const { return m_until; }
    QLineEdit* filterEdit() const { return m_filter; }
    QComboBox* intoBox() const { return m_into; } // a queue, an exchange or a queue of another broker
    QLineEdit* brokerEdit() const { return m_broker; }
    QLineEdit* passwordEdit() const { return m_password; }
    QComboBox* targetBox() const { return m_target; }
    QComboBox* speedBox() const { return m_speed; }
    QDoubleSpinBox* factorBox() const { return m_factor; }
    QSlider* factorSlider() const { return m_slider; }
    QDoubleSpinBox* rateBox() const { return m_rate; }
    QCheckBox* loopBox() const { return m_loop; }
    // What it would do: how many messages, and how long it takes.
    QString dryRun() const;
    QPushButton* startButton() const { return m_start; }

private:
    void lay();
    void offerTargets();
    enum class Into { queue, exchange, broker };
    Into into() const;
    void check();
    std::optional<ReplayRequest> request() const;
    QString whatIsWrong() const;
    QString summary(const ReplayRequest& request) const;
    QString estimateText(const ReplayRequest& request) const;
    void makeSpeed();
    void showEstimate();
    void start();

    WindowContext& m_context;
    std::string m_source;
    QLineEdit *m_from, *m_until, *m_filter, *m_broker, *m_password;
    QFormLayout* m_form;
    QWidget* m_brokerRow;
    QComboBox *m_into, *m_target, *m_speed;
    QSlider* m_slider; // of the factor, by powers of ten
    bool m_sliding = false; // the factor follows the slider, not the other way round
    QDoubleSpinBox *m_factor, *m_rate;
    QCheckBox* m_loop;
    QLabel *m_summary, *m_dryRun;
    ReplayEstimate* m_estimate;
    QPushButton* m_start;
};

} // namespace tapedeck
