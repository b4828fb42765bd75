// The brokers that messages are pulled from: what each is asked for and whether it is there; adding and removing.
// GUI thread.
#pragma once

#include "ui/models/exchange_models.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QLabel;
class QTreeView;

namespace tapedeck {

class UpstreamsPanel : public QWidget {
    Q_OBJECT
public:
    UpstreamsPanel(WindowContext& context, QWidget* parent = nullptr);
    QTreeView* table() const { return m_table; }
    UpstreamModel* model() const { return m_model; }

    QAction *add, *remove;

private:
    void refresh();
    void removeChosen();

    WindowContext& m_context;
    UpstreamModel* m_model;
    QTreeView* m_table;
    QLabel* m_empty;
};

} // namespace tapedeck
