#include "ui/panels/bind_dialog.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/name_box.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>

namespace tapedeck {

// Queues offered in the list; the field takes any name.
static constexpr size_t kQueuesOffered = 200;
// Of a payload: more would be felt at every key.
static constexpr size_t kPayloadShown = 64 << 10;
// Messages a new queue holds, as in fq.
static constexpr int kBacklogUsual = 16'384;

BindDialog::BindDialog(WindowContext& context, const std::string& exchange, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_exchange(new QComboBox(this))
    , m_queue(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_policy(new QComboBox(this))
    , m_backlog(new QSpinBox(this))
    , m_newQueue(new QWidget(this))
    , m_program(new QPlainTextEdit(this))
    , m_payload(new QPlainTextEdit(this))
    , m_verdict(new QLabel(this))
    , m_warning(new QLabel(this))
    , m_outcome(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_steps(new QTreeWidget(this))
    , m_route(new QLineEdit(this))
    , m_useSelected(new QPushButton(tr("Take the &selected message"), this))
    , m_permanent(new QCheckBox(tr("Per&manent: comes back at the next start"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Bind a queue"));
    for (QComboBox* box : {m_exchange, m_queue}) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(30);
    }
    m_exchange->lineEdit()->setPlaceholderText(tr("A new name makes a new exchange"));
    m_queue->lineEdit()->setPlaceholderText(tr("A new name makes a new queue"));
    m_kind->addItem(tr("on disk"));
    m_kind->addItem(tr("in memory only"));
    m_kind->setAccessibleName(tr("Where its messages are kept"));
    m_policy->addItem(tr("drops when full"));
    m_policy->addItem(tr("holds publishers up when full"));
    m_policy->setAccessibleName(tr("What happens when it is full"));
    m_backlog->setRange(1, std::numeric_limits<int>::max());
    m_backlog->setValue(kBacklogUsual);
    m_backlog->setGroupSeparatorShown(true);
    m_backlog->setPrefix(tr("room for "));
    m_backlog->setAccessibleName(tr("Messages it holds"));
    for (QPlainTextEdit* edit : {m_program, m_payload}) {
        edit->setTabChangesFocus(true);
        edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    }
    m_program->setAccessibleName(tr("Program"));
    m_program->setPlaceholderText(tr("prefix:\"order.\" (payload_contains(\"EU\") && sample(0.1))"));
    m_program->setPlainText(QStringLiteral("prefix:"));
    m_payload->setAccessibleName(tr("Payload to try it on"));
    m_payload->setPlaceholderText(tr("Payload"));
    m_route->setPlaceholderText(tr("order.eu.4711"));
    for (QLabel* label : {m_verdict, m_warning, m_outcome, m_problem}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_steps->setAccessibleName(tr("Explanation"));
    m_steps->setHeaderLabels({tr("The program asks"), tr("This message")});
    m_steps->setUniformRowHeights(true);
    m_steps->header()->setStretchLastSection(false);
    m_steps->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_permanent->setChecked(true);
    m_permanent->setToolTip(tr("A transient binding goes when the program ends"));
    lay();
    fillNames(exchange);
    for (QComboBox* box : {m_exchange, m_queue})
        connect(box, &QComboBox::editTextChanged, this, &BindDialog::check);
    const auto edited = [this](bool& raw) {
        return [this, &raw] {
            if (m_filling)
                return;
            raw = false;
            check();
        };
    };
    connect(m_program, &QPlainTextEdit::textChanged, this, edited(m_programIsRaw));
    connect(m_route, &QLineEdit::textChanged, this, edited(m_routeIsRaw));
    connect(m_payload, &QPlainTextEdit::textChanged, this, edited(m_payloadIsRaw));
    connect(m_useSelected, &QPushButton::clicked, this, &BindDialog::takeSelected);
    m_useSelected->setEnabled(context.current.message().value != 0);
    check();
    m_program->moveCursor(QTextCursor::End);
    (exchange.empty() ? static_cast<QWidget*>(m_exchange) : m_queue)->setFocus();
}

void BindDialog::layNewQueue(QFormLayout& form)
{
    auto* row = new QHBoxLayout(m_newQueue);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_kind);
    row->addWidget(m_policy);
    row->addWidget(m_backlog);
    row->addStretch(1);
    form.addRow(tr("It will be made"), m_newQueue);
}

void BindDialog::lay()
{
    const int line = fontMetrics().lineSpacing();
    m_program->setFixedHeight(line * 4);
    m_payload->setMinimumHeight(line * 3);
    m_steps->setMinimumHeight(line * 6);
    auto* form = new QFormLayout;
    form->addRow(tr("&Exchange"), m_exchange);
    form->addRow(tr("&Queue"), m_queue);
    layNewQueue(*form);
    form->addRow(tr("Pro&gram"), m_program);
    form->addRow({}, m_verdict);
    form->addRow({}, m_warning);
    form->addRow({}, m_permanent);

    auto* group = new QGroupBox(tr("Try it on a message"), this);
    auto* message = new QFormLayout;
    auto* route = new QHBoxLayout;
    route->addWidget(m_route, 1);
    route->addWidget(m_useSelected);
    auto* routeLabel = new QLabel(tr("&Route"), this);
    routeLabel->setBuddy(m_route);
    message->addRow(routeLabel, route);
    message->addRow(tr("Pay&load"), m_payload);
    auto* tried = new QVBoxLayout(group);
    tried->addLayout(message);
    tried->addWidget(m_outcome);
    tried->addWidget(m_steps, 1);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_bind = buttons->addButton(tr("Bind"), QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(group, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    m_problem->hide();
    resize(fontMetrics().averageCharWidth() * 92, line * 42);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &BindDialog::bind);
}

void BindDialog::fillNames(const std::string& exchange)
{
    const Snapshot& now = *m_context.client.snapshot();
    offerExchanges(*m_exchange, now);
    offerName(*m_exchange, exchange);
    showName(*m_exchange, exchange);
    for (size_t i = 0, offered = 0; i < now.queues.size() && offered < kQueuesOffered; ++i) {
        if (!m_context.client.exchangeOf(now.queues[i]->number).empty())
            continue; // a recording that gets its own messages would only grow
        offerName(*m_queue, now.queues[i]->name);
        ++offered;
    }
    m_queue->setEditText({});
}

void BindDialog::begin(const BindingView& binding)
{
    setWindowTitle(tr("Binding %1 of %2").arg(binding.id).arg(shownText(binding.queue)));
    m_filling = true;
    offerName(*m_queue, binding.queue);
    showName(*m_queue, binding.queue);
    m_permanent->setChecked(binding.permanent);
    m_rawProgram = binding.program;
    m_programIsRaw = !isUtf8(binding.program);
    m_program->setPlainText(m_programIsRaw ? shownText(binding.program) : QString::fromStdString(binding.program));
    m_filling = false;
    check();
    m_route->setFocus();
}

std::string BindDialog::program() const
{
    return m_programIsRaw ? m_rawProgram : m_program->toPlainText().toStdString();
}

std::string BindDialog::route() const
{
    return m_routeIsRaw ? m_rawRoute : m_route->text().toStdString();
}

std::string BindDialog::payload() const
{
    return m_payloadIsRaw ? m_rawPayload : m_payload->toPlainText().toStdString();
}

bool BindDialog::queueIsNew() const
{
    const std::string name = nameIn(*m_queue);
    return !name.empty() && !m_context.client.queueNamed(name);
}

void BindDialog::check()
{
    const std::string text = program(), onRoute = route(), onPayload = payload();
    m_tried = !onRoute.empty() || !onPayload.empty();
    const RouteTrial trial = tryProgram(text, onRoute, onPayload);
    m_newQueue->setVisible(queueIsNew());
    if (auto* form = qobject_cast<QFormLayout*>(layout()->itemAt(0)->layout()))
        form->labelForField(m_newQueue)->setVisible(queueIsNew());
    m_bind->setEnabled(trial.understood && !m_exchange->currentText().isEmpty() && !m_queue->currentText().isEmpty());
    markError(trial, text);
    m_warning->setVisible(!trial.stockRefusal.empty());
    m_warning->setText(
        tr("\u26a0 A stock fq would refuse this or read it in another way: %1").arg(shownText(trial.stockRefusal)));
    QPalette shade;
    shade.setColor(QPalette::WindowText, Colours::of(palette()).warn);
    m_warning->setPalette(shade);
    explain(trial);
}

// Where the error is: underlined in the field, and in words with the text around it.
void BindDialog::markError(const RouteTrial& trial, const std::string& program)
{
    QList<QTextEdit::ExtraSelection> marks;
    const Colours& colours = Colours::of(palette());
    if (!trial.understood && !m_programIsRaw) {
        const size_t at = std::min(trial.errorAt, program.size());
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_program->document());
        mark.cursor.setPosition(static_cast<int>(QString::fromStdString(program.substr(0, at)).size()));
        if (!mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor))
            mark.cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(colours.bad);
        mark.format.setForeground(colours.bad);
        marks.append(mark);
    }
    m_program->setExtraSelections(marks);
    const bool empty = program.empty();
    m_verdict->setText(trial.understood ? tr("\u2713 The program is understood.")
            : empty                     ? tr("A pattern, prefix: or exact:, then perhaps a rule.")
                                        : tr("\u2717 Byte %1: %2").arg(trial.errorAt).arg(shownText(trial.error)));
    QPalette shade;
    shade.setColor(QPalette::WindowText, trial.understood ? colours.good : empty ? colours.muted : colours.bad);
    m_verdict->setPalette(shade);
}

void BindDialog::explain(const RouteTrial& trial)
{
    m_steps->clear();
    m_steps->setColumnHidden(1, !m_tried);
    const Colours& colours = Colours::of(palette());
    std::vector<QTreeWidgetItem*> above; // by depth
    size_t shown = 0;
    for (const RouteTrial::Step& step : trial.steps) {
        if (++shown > kStepsMax)
            break;
        auto* item = new QTreeWidgetItem({shownText(step.text), step.result ? tr("\u2713 yes") : tr("\u2717 no")});
        item->setForeground(1, step.result ? colours.good : colours.bad);
        above.resize(std::min<size_t>(above.size(), step.depth));
        if (above.empty())
            m_steps->addTopLevelItem(item);
        else
            above.back()->addChild(item);
        above.push_back(item);
    }
    m_steps->expandAll();
    m_steps->resizeColumnToContents(1);
    m_outcome->setText(!trial.understood ? QString()
            : !m_tried                   ? tr("Type a route or a payload, and see who gets it.")
            : trial.matches              ? tr("\u2713 The queue gets this message.")
                                         : tr("\u2717 The queue does not get this message."));
    QPalette shade;
    shade.setColor(QPalette::WindowText,
        !trial.understood || !m_tried ? colours.muted
            : trial.matches           ? colours.good
                                      : colours.bad);
    m_outcome->setPalette(shade);
}

void BindDialog::takeSelected()
{
    const MessageId id = m_context.current.message();
    if (id.value == 0)
        return;
    m_context.client.requestMessage(this, m_context.current.queue(), id, [this](const MessageAnswer& answer) {
        if (!answer.found) {
            m_outcome->setText(tr("The message could not be read. %1").arg(shownText(answer.error)));
            return;
        }
        m_filling = true;
        m_rawRoute = answer.key;
        m_rawPayload = answer.body;
        m_routeIsRaw = m_payloadIsRaw = true;
        m_route->setText(shownText(answer.key));
        m_payload->setPlainText(shownText(answer.body, Lines::kept, kPayloadShown));
        m_filling = false;
        check();
    });
}

void BindDialog::bind()
{
    if (!queueIsNew())
        return bindTo(nameIn(*m_queue));
    action::CreateSharedQueue make;
    make.queue = nameIn(*m_queue);
    make.kind = m_kind->currentIndex() == 0 ? QueueKind::disk : QueueKind::mem;
    make.settings.isPublic = true;
    make.settings.permanent = true; // a transient one is made by the client that it goes with
    make.settings.block = m_policy->currentIndex() == 1;
    make.settings.backlog = static_cast<uint32_t>(m_backlog->value());
    m_bind->setEnabled(false);
    m_context.client.submit(this, make, [this, name = make.queue](const ActionAnswer& answer) {
        if (answer.status)
            return bindTo(name);
        m_bind->setEnabled(true);
        m_problem->setText(tr("The queue was not made. %1").arg(shownText(answer.status.error().text)));
        m_problem->show();
    });
}

void BindDialog::bindTo(const std::string& queue)
{
    action::Bind make{nameIn(*m_exchange), queue, program(), m_permanent->isChecked(), false};
    m_bind->setEnabled(false);
    m_context.client.submit(this, make, [this, make](const ActionAnswer& answer) {
        if (!answer.status) {
            m_bind->setEnabled(true);
            m_problem->setText(tr("Not bound. %1").arg(shownText(answer.status.error().text)));
            m_problem->show();
            return;
        }
        const auto id = static_cast<uint32_t>(answer.number);
        WindowContext& context = m_context;
        context.undo.push(tr("binding %1").arg(shownText(make.queue)), [&context, make, id] {
            context.client.submit(&context.messages, action::Unbind{make.exchange, id, true},
                [&context](const ActionAnswer& undone) { context.messages.check(undone); });
        });
        context.messages.say(
            tr("%1 gets what is published on %2 and fits.").arg(shownText(make.queue), shownText(make.exchange)));
        accept();
    });
}

} // namespace tapedeck
