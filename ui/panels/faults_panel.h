// The faults: what happens to which messages, and to how many it did. Adding, changing, switching and removing them.
// GUI thread.
#pragma once

#include "ui/models/mock_models.h"
#include "ui/panels/rule_panel.h"

namespace tapedeck {

class FaultsPanel : public RulePanel {
    Q_OBJECT
public:
    FaultsPanel(WindowContext& context, QWidget* parent = nullptr);
    FaultModel* model() const { return m_model; }

    // Switches every fault off that is on; taken back as one.
    QAction* allOff;

private:
    FaultsPanel(WindowContext& context, FaultModel* model, QWidget* parent);
    void refresh();
    const FaultView* chosen() const; // null: none
    void switchChosen();
    void switchAllOff();
    void removeChosen();
    void removeEvery();

    FaultModel* m_model;
};

} // namespace tapedeck
