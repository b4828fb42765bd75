// The exchange that is looked at: its counters, its bindings, and what can be done with it. What was published on it is
// shown below, in the table of messages, when it is recorded. Visible while Current is an exchange. GUI thread.
#pragma once

#include "ui/models/exchange_models.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QTreeView;

namespace tapedeck {

class ExchangePanel : public QWidget {
    Q_OBJECT
public:
    ExchangePanel(WindowContext& context, QWidget* parent = nullptr);

    QTreeView* bindings() const { return m_view; }
    BindingModel* model() const { return m_model; }
    QLabel* counters() const { return m_counters; }
    QLabel* hint() const { return m_hint; }
    // The binding that is chosen, or null.
    const BindingView* binding() const;

    QAction *bind, *tryOut, *unbind, *record, *replayInto, *publishTo;
    void fill(QMenu& menu) const;

Q_SIGNALS:
    void bindRequested(const std::string& exchange);
    void tryRequested(const std::string& exchange, const tapedeck::BindingView& binding);
    void replayRequested(const std::string& exchange);
    void publishRequested(const std::string& exchange);

private:
    void makeActions();
    void refresh();
    void refreshActions();
    void unbindChosen();
    void setRecorded(bool on);
    std::vector<BindingView> chosen() const;

    WindowContext& m_context;
    BindingModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QLabel *m_name, *m_counters, *m_hint;
    QTreeView* m_view;
};

} // namespace tapedeck
