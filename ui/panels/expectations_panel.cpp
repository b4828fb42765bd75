#include "ui/panels/expectations_panel.h"

#include "ui/models/mock_text.h"
#include "ui/panels/expectation_dialog.h"
#include "ui/views/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tapedeck {

// Behind the first column of a row of the details.
static constexpr int kQueueRole = Qt::UserRole, kIdRole = Qt::UserRole + 1;

ExpectationsPanel::ExpectationsPanel(WindowContext& context, QWidget* parent)
    : ExpectationsPanel(context, makeExpectationModel(nullptr), parent)
{
}

ExpectationsPanel::ExpectationsPanel(WindowContext& context, ExpectationModel* model, QWidget* parent)
    : RulePanel(context, model,
        {tr("Expectations"),
            tr("Nothing is expected.\nAn expectation says which messages are to come, how many and when; here it is "
               "seen "
               "whether they do."),
            tr("New &expectation\u2026"), tr("Run a&gain"), tr("Remove &all")},
        parent)
    , m_model(model)
    , m_split(new QSplitter(Qt::Horizontal, this))
    , m_details(new QTreeWidget(this))
{
    toggle->setIcon(themedIcon(QStringLiteral("replay")));
    toggle->setToolTip(tr("Wait for it once more, from now on or from where it began to look"));
    setWidths({12, 34, 40, 14, 9, 9, 10});
    m_details->setAccessibleName(tr("Messages of the expectation"));
    m_details->setHeaderLabels({tr("How"), tr("Message"), tr("What was in the way"), tr("Key"), tr("Body")});
    m_details->setRootIsDecorated(false);
    m_details->setUniformRowHeights(true);
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->setToolTip(tr("Click a message to show it"));
    m_details->setTextElideMode(Qt::ElideRight);
    const int em = fontMetrics().averageCharWidth();
    for (const auto& [column, chars] :
        {std::pair{roleColumn, 9}, {messageColumn, 14}, {termsColumn, 40}, {keyColumn, 14}, {bodyColumn, 34}})
        m_details->header()->resizeSection(column, em * chars);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_table);
    m_split->addWidget(m_details);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_layout->insertWidget(1, m_split, 1);
    connect(add, &QAction::triggered, this, [this] { (new ExpectationDialog(m_context, window()))->open(); });
    connect(edit, &QAction::triggered, this, [this] {
        if (const ExpectationView* one = chosen()) {
            auto* dialog = new ExpectationDialog(m_context, window());
            dialog->change(*one);
            dialog->open();
        }
    });
    connect(duplicate, &QAction::triggered, this, [this] {
        if (const ExpectationView* one = chosen()) {
            auto* dialog = new ExpectationDialog(m_context, window());
            dialog->begin(*one);
            dialog->open();
        }
    });
    connect(toggle, &QAction::triggered, this, &ExpectationsPanel::runAgain);
    connect(remove, &QAction::triggered, this, &ExpectationsPanel::removeChosen);
    connect(removeAll, &QAction::triggered, this, &ExpectationsPanel::removeEvery);
    connect(m_details, &QTreeWidget::itemClicked, this, &ExpectationsPanel::showMessage);
    connect(m_details, &QTreeWidget::itemActivated, this, &ExpectationsPanel::showMessage);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ExpectationsPanel::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &ExpectationsPanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &ExpectationsPanel::refresh);
    refresh();
}

const ExpectationView* ExpectationsPanel::chosen() const
{
    return m_model->at(m_model->index(chosenRow(), 0));
}

void ExpectationsPanel::refresh()
{
    const auto& rows = m_context.client.snapshot()->expectations;
    if (rows != m_model->rows())
        m_model->setRows(std::make_shared<const std::vector<ExpectationView>>(rows));
    refreshActions();
    m_split->setVisible(!rows.empty());
    refreshDetails();
}

void ExpectationsPanel::addRow(const QString& role, const ReportedMessage& message, const QString& terms)
{
    const QString body =
        shownText(message.body) + (message.body.size() < message.bodyBytes ? QStringLiteral("\u2026") : QString());
    auto* row = new QTreeWidgetItem(m_details, {role, messagePlaceText(message), terms, shownText(message.key), body});
    row->setData(0, kQueueRole, QByteArray::fromStdString(message.queue));
    row->setData(0, kIdRole, static_cast<qulonglong>(message.id.value));
    for (int column = 0; column < columnCount_; ++column)
        row->setToolTip(column, toolTipText(row->text(column)));
}

void ExpectationsPanel::refreshDetails()
{
    const ExpectationView* const one = chosen();
    const auto report = one ? one->report : nullptr;
    m_details->setVisible(report && (!report->matched.empty() || !report->nearMisses.empty()));
    if (report == m_shown)
        return;
    m_shown = report;
    m_details->clear();
    if (!report)
        return;
    for (const NearMiss& miss : report->nearMisses)
        addRow(tr("nearly"), miss.message, nearMissText(miss));
    for (const ReportedMessage& message : report->matched)
        addRow(tr("matched"), message, {});
}

void ExpectationsPanel::showMessage(const QTreeWidgetItem* item)
{
    const std::string name = item->data(0, kQueueRole).toByteArray().toStdString();
    const auto queue = m_context.client.queueNamed(name);
    if (!queue)
        return m_context.messages.fail(tr("The queue %1 is no longer there.").arg(shownText(name)));
    m_context.current.setQueue(queue->number);
    m_context.current.setMessage(MessageId{item->data(0, kIdRole).toULongLong()});
}

static void addAgain(WindowContext& context, const std::vector<ExpectationView>& expectations)
{
    for (const ExpectationView& one : expectations)
        context.client.submit(&context.messages, action::AddExpectation{*one.item, one.from},
            [&context](const ActionAnswer& answer) { context.messages.check(answer); });
}

void ExpectationsPanel::runAgain()
{
    const ExpectationView* const found = chosen();
    if (!found)
        return;
    const ExpectationView one = *found;
    submit(action::RemoveExpectation{one.id});
    addAgain(m_context, {one});
}

void ExpectationsPanel::removeChosen()
{
    const ExpectationView* const found = chosen();
    if (!found)
        return;
    const ExpectationView one = *found;
    submit(action::RemoveExpectation{one.id});
    m_context.undo.push(tr("removing an expectation"), [&context = m_context, one] { addAgain(context, {one}); });
}

void ExpectationsPanel::removeEvery()
{
    const std::vector<ExpectationView> all = m_model->rows();
    if (all.empty())
        return;
    for (const ExpectationView& one : all)
        submit(action::RemoveExpectation{one.id});
    m_context.undo.push(tr("removing all expectations"), [&context = m_context, all] { addAgain(context, all); });
}

} // namespace tapedeck
