#include "ui/panels/responders_panel.h"

#include "ui/models/mock_text.h"
#include "ui/panels/responder_dialog.h"

#include <QTreeView>

namespace tapedeck {

RespondersPanel::RespondersPanel(WindowContext& context, QWidget* parent)
    : RespondersPanel(context, makeResponderModel(nullptr), parent)
{
}

RespondersPanel::RespondersPanel(WindowContext& context, ResponderModel* model, QWidget* parent)
    : RulePanel(context, model,
        {tr("Responders"),
            tr("No responders: nobody answers but your programs.\nA responder stands in for a service: it answers "
               "messages of a queue with messages made from templates."),
            tr("New &responder\u2026"), tr("S&witch off"), tr("Remove &all")},
        parent)
    , m_model(model)
{
    setWidths({18, 14, 22, 30, 24, 10, 11, 11, 10, 10, 10});
    connect(add, &QAction::triggered, this, [this] { (new ResponderDialog(m_context, window()))->open(); });
    connect(edit, &QAction::triggered, this, [this] {
        if (const ResponderView* one = chosen()) {
            auto* dialog = new ResponderDialog(m_context, window());
            dialog->change(one->id, *one->rule);
            dialog->open();
        }
    });
    connect(duplicate, &QAction::triggered, this, [this] {
        if (const ResponderView* one = chosen()) {
            auto* dialog = new ResponderDialog(m_context, window());
            dialog->begin(*one->rule);
            dialog->open();
        }
    });
    connect(toggle, &QAction::triggered, this, &RespondersPanel::switchChosen);
    connect(remove, &QAction::triggered, this, &RespondersPanel::removeChosen);
    connect(removeAll, &QAction::triggered, this, &RespondersPanel::removeEvery);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RespondersPanel::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &RespondersPanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &RespondersPanel::refresh);
    refresh();
}

const ResponderView* RespondersPanel::chosen() const
{
    return m_model->at(m_model->index(chosenRow(), 0));
}

void RespondersPanel::refresh()
{
    const auto& rows = m_context.client.snapshot()->responders;
    if (rows != m_model->rows())
        m_model->setRows(std::make_shared<const std::vector<ResponderView>>(rows));
    refreshActions();
    const ResponderView* const one = chosen();
    toggle->setText(one && !one->rule->enabled ? tr("S&witch on") : tr("S&witch off"));
}

void RespondersPanel::switchChosen()
{
    const ResponderView* const one = chosen();
    if (!one)
        return;
    ResponderRule rule = *one->rule;
    rule.enabled = !rule.enabled;
    submit(action::ChangeResponder{one->id, rule});
    m_context.undo.push((rule.enabled ? tr("switching on %1") : tr("switching off %1")).arg(responderTitle(rule)),
        [&context = m_context, id = one->id, before = one->rule] {
            context.client.submit(&context.messages, action::ChangeResponder{id, *before},
                [&context](const ActionAnswer& answer) { context.messages.check(answer); });
        });
}

static void addAgain(WindowContext& context, const std::vector<ResponderView>& responders)
{
    for (const ResponderView& one : responders)
        context.client.submit(&context.messages, action::AddResponder{*one.rule},
            [&context](const ActionAnswer& answer) { context.messages.check(answer); });
}

void RespondersPanel::removeChosen()
{
    const ResponderView* const found = chosen();
    if (!found)
        return;
    const ResponderView one = *found;
    submit(action::RemoveResponder{one.id});
    m_context.undo.push(
        tr("removing %1").arg(responderTitle(*one.rule)), [&context = m_context, one] { addAgain(context, {one}); });
}

void RespondersPanel::removeEvery()
{
    const std::vector<ResponderView> all = m_model->rows();
    if (all.empty())
        return;
    submit(action::RemoveResponders{});
    m_context.undo.push(tr("removing all responders"), [&context = m_context, all] { addAgain(context, all); });
}

} // namespace tapedeck
