// The responders: who answers to which messages, and how often. Adding, changing, switching and removing them.
// GUI thread.
#pragma once

#include "ui/models/mock_models.h"
#include "ui/panels/rule_panel.h"

namespace tapedeck {

class RespondersPanel : public RulePanel {
    Q_OBJECT
public:
    RespondersPanel(WindowContext& context, QWidget* parent = nullptr);
    ResponderModel* model() const { return m_model; }

private:
    RespondersPanel(WindowContext& context, ResponderModel* model, QWidget* parent);
    void refresh();
    const ResponderView* chosen() const; // null: none
    void switchChosen();
    void removeChosen();
    void removeEvery();

    ResponderModel* m_model;
};

} // namespace tapedeck
