#include "ui/panels/faults_panel.h"

#include "ui/models/mock_text.h"
#include "ui/panels/fault_dialog.h"
#include "ui/views/theme.h"

#include <QTreeView>

namespace tapedeck {

FaultsPanel::FaultsPanel(WindowContext& context, QWidget* parent)
    : FaultsPanel(context, makeFaultModel(nullptr), parent)
{
}

FaultsPanel::FaultsPanel(WindowContext& context, FaultModel* model, QWidget* parent)
    : RulePanel(context, model,
        {tr("Faults"),
            tr("No faults: every message passes untouched.\nA fault drops, repeats, delays or refuses messages, so "
               "that "
               "you see what your program makes of it."),
            tr("&New fault\u2026"), tr("S&witch off"), tr("Remove &all")},
        parent)
    , allOff(new QAction(themedIcon(QStringLiteral("stop")), tr("Switch all faults &off"), this))
    , m_model(model)
{
    allOff->setToolTip(tr("Nothing happens to messages any more; Undo switches them on again"));
    removeAll->setToolTip(tr("Remove all faults; what they hold back is published now"));
    setWidths({18, 8, 22, 34, 28, 30, 10, 10, 10, 12});
    connect(add, &QAction::triggered, this, [this] { (new FaultDialog(m_context, window()))->open(); });
    connect(edit, &QAction::triggered, this, [this] {
        if (const FaultView* one = chosen()) {
            auto* dialog = new FaultDialog(m_context, window());
            dialog->change(one->id, *one->rule);
            dialog->open();
        }
    });
    connect(duplicate, &QAction::triggered, this, [this] {
        if (const FaultView* one = chosen()) {
            auto* dialog = new FaultDialog(m_context, window());
            dialog->begin(*one->rule);
            dialog->open();
        }
    });
    connect(toggle, &QAction::triggered, this, &FaultsPanel::switchChosen);
    connect(allOff, &QAction::triggered, this, &FaultsPanel::switchAllOff);
    connect(remove, &QAction::triggered, this, &FaultsPanel::removeChosen);
    connect(removeAll, &QAction::triggered, this, &FaultsPanel::removeEvery);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FaultsPanel::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &FaultsPanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &FaultsPanel::refresh);
    refresh();
}

const FaultView* FaultsPanel::chosen() const
{
    return m_model->at(m_model->index(chosenRow(), 0));
}

void FaultsPanel::refresh()
{
    const auto& rows = m_context.client.snapshot()->faults;
    if (rows != m_model->rows())
        m_model->setRows(std::make_shared<const std::vector<FaultView>>(rows));
    refreshActions();
    const FaultView* const one = chosen();
    toggle->setText(one && !one->rule->enabled ? tr("S&witch on") : tr("S&witch off"));
    allOff->setEnabled(std::any_of(rows.begin(), rows.end(), [](const FaultView& f) { return f.rule->enabled; }));
}

void FaultsPanel::switchChosen()
{
    const FaultView* const one = chosen();
    if (!one)
        return;
    FaultRule rule = *one->rule;
    rule.enabled = !rule.enabled;
    submit(action::ChangeFault{one->id, rule});
    m_context.undo.push((rule.enabled ? tr("switching on %1") : tr("switching off %1")).arg(faultTitle(rule)),
        [&context = m_context, id = one->id, before = one->rule] {
            context.client.submit(&context.messages, action::ChangeFault{id, *before},
                [&context](const ActionAnswer& answer) { context.messages.check(answer); });
        });
}

void FaultsPanel::switchAllOff()
{
    std::vector<FaultView> changed;
    for (const FaultView& one : m_model->rows()) {
        if (!one.rule->enabled)
            continue;
        changed.push_back(one);
        FaultRule rule = *one.rule;
        rule.enabled = false;
        submit(action::ChangeFault{one.id, rule});
    }
    if (changed.empty())
        return;
    m_context.undo.push(tr("switching all faults off"), [&context = m_context, changed] {
        for (const FaultView& one : changed)
            context.client.submit(&context.messages, action::ChangeFault{one.id, *one.rule},
                [&context](const ActionAnswer& answer) { context.messages.check(answer); });
    });
}

static void addAgain(WindowContext& context, const std::vector<FaultView>& faults)
{
    for (const FaultView& one : faults)
        context.client.submit(&context.messages, action::AddFault{*one.rule},
            [&context](const ActionAnswer& answer) { context.messages.check(answer); });
}

void FaultsPanel::removeChosen()
{
    const FaultView* const found = chosen();
    if (!found)
        return;
    const FaultView one = *found;
    submit(action::RemoveFault{one.id});
    m_context.undo.push(
        tr("removing %1").arg(faultTitle(*one.rule)), [&context = m_context, one] { addAgain(context, {one}); });
}

void FaultsPanel::removeEvery()
{
    const std::vector<FaultView> all = m_model->rows();
    if (all.empty())
        return;
    submit(action::RemoveFaults{});
    m_context.undo.push(tr("removing all faults"), [&context = m_context, all] { addAgain(context, all); });
}

} // namespace tapedeck
