// Writes a binding: which queue gets what is published on an exchange. The program is checked while it is typed,
// explained, and can be tried on a message. The same dialog shows a binding that is there. Deletes itself. GUI thread.
#pragma once

#include "ui/client/route_trial.h"
#include "ui/models/window_context.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QGroupBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTreeWidget;

namespace tapedeck {

class BindDialog : public QDialog {
    Q_OBJECT
public:
    // Rows of the explanation shown at most: a program has fewer conditions.
    static constexpr size_t kStepsMax = 600;

    BindDialog(WindowContext& context, const std::string& exchange, QWidget* parent);
    // Begins with a binding that is there: to be tried, or changed into another one.
    void begin(const BindingView& binding);

    QComboBox* exchangeBox() const { return m_exchange; }
    QComboBox* queueBox() const { return m_queue; }
    QPlainTextEdit* programEdit() const { return m_program; }
    QLabel* verdict() const { return m_verdict; } // fine, or what is wrong and where
    QLabel* warning() const { return m_warning; } // that stock fq would refuse it
    QTreeWidget* explanation() const { return m_steps; }
    QLineEdit* routeEdit() const { return m_route; }
    QPlainTextEdit* payloadEdit() const { return m_payload; }
    QPushButton* useSelected() const { return m_useSelected; }
    QLabel* outcome() const { return m_outcome; }
    QCheckBox* permanentBox() const { return m_permanent; }
    QPushButton* bindButton() const { return m_bind; }

private:
    void lay();
    void layNewQueue(QFormLayout& form);
    void fillNames(const std::string& exchange);
    void check();
    void markError(const RouteTrial& trial, const std::string& program);
    void explain(const RouteTrial& trial);
    void takeSelected();
    void bind();
    void bindTo(const std::string& queue);
    bool queueIsNew() const;
    std::string program() const;
    std::string route() const;
    std::string payload() const;

    WindowContext& m_context;
    QComboBox *m_exchange, *m_queue, *m_kind, *m_policy;
    QSpinBox* m_backlog;
    QWidget* m_newQueue; // what a queue that is made is like
    QPlainTextEdit *m_program, *m_payload;
    QLabel *m_verdict, *m_warning, *m_outcome, *m_problem;
    QTreeWidget* m_steps;
    QLineEdit* m_route;
    QPushButton* m_useSelected;
    QCheckBox* m_permanent;
    QPushButton* m_bind = nullptr;
    bool m_tried = false; // a message was given
    // Original bytes, as long as the fields show them and were not edited.
    std::string m_rawProgram, m_rawRoute, m_rawPayload;
    bool m_programIsRaw = false, m_routeIsRaw = false, m_payloadIsRaw = false;
    bool m_filling = false;
};

} // namespace tapedeck
