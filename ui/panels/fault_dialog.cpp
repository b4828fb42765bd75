#include "ui/panels/fault_dialog.h"

#include "ui/models/mock_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/delay_edit.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <iterator>

namespace tapedeck {

namespace {

struct CodeRow {
    ErrorCode code;
    const char* word; // as the API says it
};
constexpr CodeRow kCodes[] = {{ErrorCode::invalidArgument, "bad-request"}, {ErrorCode::storageFull, "storage-full"},
    {ErrorCode::readOnly, "read-only"}, {ErrorCode::stopped, "stopping"}, {ErrorCode::unsupported, "unsupported"}};

// Messages that are kept in spite of the fault can carry a header that says so.
bool canMark(const FaultRule& rule)
{
    return rule.at == FaultPoint::publish && rule.kind != FaultKind::drop && rule.kind != FaultKind::reject
        && (rule.kind != FaultKind::disconnect || rule.keep);
}

bool asksNothing(const FaultRule& rule)
{
    return rule.queue.empty() && rule.channel.empty() && rule.client.empty() && rule.address.empty()
        && rule.protocol.empty() && rule.filter.matchesAll();
}

} // namespace

FaultDialog::FaultDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_what(new FieldForm(this))
    , m_where(new FieldForm(this))
    , m_when(new FieldForm(this))
    , m_kind(new QComboBox(this))
    , m_at(new QComboBox(this))
    , m_code(new QComboBox(this))
    , m_delay(new DelayEdit(this))
    , m_keep(new QCheckBox(tr("It is kept, only the answer is los&t"), this))
    , m_mark(new QCheckBox(tr("Mark what it kept with the header %1").arg(QLatin1String("fault")), this))
    , m_enabled(new QCheckBox(tr("S&witched on"), this))
    , m_summary(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New fault"));
    m_mark->setChecked(true);
    m_enabled->setChecked(true);
    makeFields();
    lay();
    connect(m_kind, &QComboBox::currentIndexChanged, this, &FaultDialog::showFields);
    connect(m_at, &QComboBox::currentIndexChanged, this, &FaultDialog::showFields);
    connect(m_code, &QComboBox::currentIndexChanged, this, &FaultDialog::check);
    connect(m_delay, &DelayEdit::changed, this, &FaultDialog::check);
    for (QCheckBox* box : {m_keep, m_mark, m_enabled})
        connect(box, &QCheckBox::toggled, this, &FaultDialog::showFields);
    for (QLineEdit* one : findChildren<QLineEdit*>())
        connect(one, &QLineEdit::textChanged, this, &FaultDialog::check);
    field("queue")->setFocus();
    showFields();
}

void FaultDialog::makeFields()
{
    for (const QString& text : {tr("drop: lost"), tr("duplicate: published or handed out again"), tr("delay: later"),
             tr("reorder: in another order"), tr("reject: refused with an error"),
             tr("disconnect: the connection is cut"), tr("throttle: at most so many per second")})
        m_kind->addItem(text);
    m_at->addItems({tr("is published"), tr("is handed out by a channel")});
    for (const CodeRow& row : kCodes)
        m_code->addItem(QLatin1String(row.word));
    const QString any = tr("any"), pattern = tr("A pattern: * stands for any characters, ? for one");
    const QString length = tr("250ms, 2s, 1m; at most 24h");
    m_what->addLine(tr("Na&me"), "name", tr("for people; may be empty"));
    m_what->add(tr("Wh&at happens"), m_kind, "fault");
    m_what->addLine(tr("&Copies"), "copies", QStringLiteral("1"), tr("So many more, up to 1,000"));
    m_what->add(tr("&Delay"), m_delay, "delay");
    m_what->addLine(tr("Co&llects"), "window", QStringLiteral("10"),
        tr("So many messages are collected and then change places; 2 to 10,000"));
    m_what->addLine(tr("No lon&ger than"), "hold", QStringLiteral("1s"), length);
    m_what->addLine(tr("&Text"), "error", tr("what the client is told"));
    m_what->add(tr("A&s"), m_code, "code", tr("The kind of problem that the client is told"));
    m_what->addLine(tr("Messages per secon&d"), "messagesPerSecond", tr("no limit"));
    m_what->addLine(tr("&Bytes per second"), "bytesPerSecond", tr("no limit"));
    m_what->add({}, m_keep, "keep", tr("As when a network fails behind a publish that worked"));
    m_what->add({}, m_mark, "mark");
    m_what->add({}, m_enabled, "enabled");
    m_where->add(tr("When a message"), m_at, "at");
    m_where->addLine(tr("&Queue"), "queue", any, pattern);
    m_where->addLine(tr("Cha&nnel"), "channel", any, pattern);
    m_where->addLine(
        tr("Cl&ient"), "client", any, tr("A pattern for the name of the connection (CLIENT SETNAME, fq's user)"));
    m_where->addLine(tr("Add&ress"), "address", any,
        tr("A pattern for the address of the connection with its port, such as 127.0.0.1:*"));
    m_where->addLine(tr("&Protocol"), "protocol", any, tr("RESP, HTTP, fq, \u2026; a pattern"));
    m_where->addLine(tr("&Filter"), "filter", tr("every message"),
        tr("An expression of the filter language, such as json.total > 100"));
    m_when->addLine(tr("S&kip"), "skip", tr("none"), tr("Not the first so many"));
    m_when->addLine(tr("Fir&st"), "first", tr("no end"), tr("Only so many after those"));
    m_when->addLine(tr("E&very"), "every", QStringLiteral("1"), tr("Each so manieth; 1 is each"));
    m_when->addLine(tr("F&or"), "for", tr("no end"), length);
    m_when->addLine(tr("Probabilit&y"), "probability", QStringLiteral("1"), tr("From 0 to 1"));
    m_when->addLine(tr("Se&ed"), "seed", tr("drawn"), tr("The same seed and the same messages: the same faults"));
}

void FaultDialog::lay()
{
    const auto group = [this](const QString& title, FieldForm* form) {
        auto* box = new QGroupBox(title, this);
        (new QVBoxLayout(box))->addWidget(form);
        return box;
    };
    auto* right = new QVBoxLayout;
    right->addWidget(group(tr("To which messages"), m_where));
    right->addWidget(group(tr("When: all of these"), m_when));
    right->addStretch(1);
    auto* left = new QVBoxLayout;
    left->addWidget(group(tr("What"), m_what));
    left->addStretch(1);
    auto* columns = new QHBoxLayout;
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_summary->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto* all = new QVBoxLayout(this);
    all->addLayout(columns, 1);
    all->addWidget(m_summary);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &FaultDialog::submit);
}

// --------------------------------------------------------------------------------------------------------- the rule

void FaultDialog::begin(const FaultRule& rule)
{
    fill(rule);
}

void FaultDialog::change(FaultId id, const FaultRule& rule)
{
    m_changes = id;
    setWindowTitle(tr("Change fault %1").arg(id));
    m_ok->setText(tr("Change"));
    fill(rule);
}

void FaultDialog::fill(const FaultRule& rule)
{
    m_before = rule;
    const auto set = [this](const char* name, const QString& text, bool shown = true) {
        field(name)->setText(shown ? text : QString());
    };
    setBytes(field("name"), rule.name);
    m_kind->setCurrentIndex(static_cast<int>(rule.kind));
    m_at->setCurrentIndex(static_cast<int>(rule.at));
    setBytes(field("queue"), rule.queue);
    setBytes(field("channel"), rule.channel);
    setBytes(field("client"), rule.client);
    setBytes(field("address"), rule.address);
    setBytes(field("protocol"), rule.protocol);
    set("filter", QString::fromStdString(rule.filter.text()));
    set("copies", QString::number(rule.copies));
    if (rule.kind == FaultKind::delay)
        m_delay->set(rule.delay);
    set("window", QString::number(rule.window));
    set("hold", typedDuration(rule.hold));
    setBytes(field("error"), rule.error);
    for (size_t i = 0; i < std::size(kCodes); ++i)
        if (kCodes[i].code == rule.code)
            m_code->setCurrentIndex(static_cast<int>(i));
    set("messagesPerSecond", QString::number(rule.messagesPerSecond, 'g', 15), rule.messagesPerSecond > 0);
    set("bytesPerSecond", QString::number(rule.bytesPerSecond, 'g', 15), rule.bytesPerSecond > 0);
    set("skip", QString::number(rule.skip), rule.skip > 0);
    set("first", QString::number(rule.first), rule.first > 0);
    set("every", QString::number(rule.every), rule.every != 1);
    set("for", typedDuration(rule.lasting), rule.lasting.micros > 0);
    set("probability", QString::number(rule.probability, 'g', 15), rule.probability != 1);
    set("seed", QString::number(rule.seed), rule.seed != 0);
    m_keep->setChecked(rule.keep);
    m_mark->setChecked(rule.mark);
    m_enabled->setChecked(rule.enabled);
    showFields();
}

void FaultDialog::showFields()
{
    FaultRule rule;
    rule.kind = static_cast<FaultKind>(m_kind->currentIndex());
    rule.at = static_cast<FaultPoint>(m_at->currentIndex());
    rule.keep = m_keep->isChecked();
    const FaultKind kind = rule.kind;
    m_what->setShown("copies", kind == FaultKind::duplicate);
    m_what->setShown("delay", kind == FaultKind::delay);
    m_what->setShown("window", kind == FaultKind::reorder);
    m_what->setShown("hold", kind == FaultKind::reorder && rule.at == FaultPoint::publish);
    for (const char* name : {"error", "code"})
        m_what->setShown(name, kind == FaultKind::reject);
    for (const char* name : {"messagesPerSecond", "bytesPerSecond"})
        m_what->setShown(name, kind == FaultKind::throttle);
    m_what->setShown("keep", kind == FaultKind::disconnect && rule.at == FaultPoint::publish);
    m_what->setShown("mark", canMark(rule));
    m_where->setShown("channel", rule.at == FaultPoint::delivery);
    check();
}

void FaultDialog::fail(const std::string& name, const QString& text)
{
    for (FieldForm* form : {m_what, m_where, m_when})
        if (form->fail(name, text))
            return;
    m_problem = text;
}

uint64_t FaultDialog::number(const char* name, uint64_t unless)
{
    const QString text = field(name)->text().trimmed();
    if (text.isEmpty())
        return unless;
    bool good = false;
    const qulonglong value = text.toULongLong(&good);
    if (!good)
        fail(name, tr("This is no whole number."));
    return good ? value : unless;
}

double FaultDialog::decimal(const char* name, double unless)
{
    const QString text = field(name)->text().trimmed();
    if (text.isEmpty())
        return unless;
    bool good = false;
    const double value = text.toDouble(&good);
    if (!good)
        fail(name, tr("This is no number."));
    return good ? value : unless;
}

Duration FaultDialog::length(const char* name, Duration unless)
{
    const QString text = field(name)->text().trimmed();
    if (text.isEmpty())
        return unless;
    const auto value = readDuration(text);
    if (!value)
        fail(name, tr("This is no length of time such as 250ms or 2s."));
    return value.value_or(unless);
}

void FaultDialog::readWhat(FaultRule& rule)
{
    const FaultRule usual;
    switch (rule.kind) {
    case FaultKind::duplicate:
        rule.copies = static_cast<uint32_t>(std::min(number("copies", usual.copies), uint64_t{UINT32_MAX}));
        break;
    case FaultKind::delay: {
        QString error;
        rule.delay = m_delay->delay(&error);
        if (!error.isEmpty())
            fail("delay", error);
        break;
    }
    case FaultKind::reorder:
        rule.window = static_cast<uint32_t>(std::min(number("window", usual.window), uint64_t{UINT32_MAX}));
        rule.hold = length("hold", usual.hold);
        break;
    case FaultKind::reject:
        rule.error = bytesOf(field("error"));
        rule.code = kCodes[m_code->currentIndex()].code;
        break;
    case FaultKind::disconnect:
        rule.keep = m_keep->isChecked() && rule.at == FaultPoint::publish;
        break;
    case FaultKind::throttle:
        rule.messagesPerSecond = decimal("messagesPerSecond", 0);
        rule.bytesPerSecond = decimal("bytesPerSecond", 0);
        break;
    case FaultKind::drop:
        break;
    }
}

void FaultDialog::readWhen(FaultRule& rule)
{
    rule.skip = number("skip", 0);
    rule.first = number("first", 0);
    rule.every = number("every", 1);
    rule.lasting = length("for", {});
    rule.probability = decimal("probability", 1);
    rule.seed = number("seed", 0);
}

// Nothing, with errors at the fields, while something is wrong.
std::optional<FaultRule> FaultDialog::read()
{
    for (FieldForm* form : {m_what, m_where, m_when})
        form->clearErrors();
    m_problem.clear();
    FaultRule rule;
    rule.space = m_before.space;
    rule.declared = m_before.declared && m_changes != 0;
    rule.name = bytesOf(field("name"));
    rule.enabled = m_enabled->isChecked();
    rule.kind = static_cast<FaultKind>(m_kind->currentIndex());
    rule.at = static_cast<FaultPoint>(m_at->currentIndex());
    rule.mark = m_mark->isChecked();
    rule.queue = bytesOf(field("queue"));
    if (rule.at == FaultPoint::delivery)
        rule.channel = bytesOf(field("channel"));
    rule.client = bytesOf(field("client"));
    rule.address = bytesOf(field("address"));
    rule.protocol = bytesOf(field("protocol"));
    if (Result<Filter> filter = Filter::parse(field("filter")->text().toStdString()); filter)
        rule.filter = std::move(*filter);
    else
        fail("filter", shownText(filter.error().text));
    readWhat(rule);
    readWhen(rule);
    if (const Status good = rule.check(); !good && !m_what->failed() && !m_where->failed() && !m_when->failed())
        fail(namedField(good.error().text), asSentence(good.error().text));
    const bool wrong = !m_problem.isEmpty() || m_what->failed() || m_where->failed() || m_when->failed();
    return wrong ? std::nullopt : std::optional(rule);
}

void FaultDialog::check()
{
    const auto rule = read();
    m_ok->setEnabled(rule.has_value() && m_context.client.attached());
    const Colours& colours = Colours::of(palette());
    QPalette shade;
    shade.setColor(QPalette::WindowText, !rule ? colours.bad : asksNothing(*rule) ? colours.warn : colours.muted);
    m_summary->setPalette(shade);
    if (rule)
        m_summary->setText(
            tr("%1 \u00b7 %2 \u00b7 %3")
                .arg(faultWhatText(*rule),
                    asksNothing(*rule) ? tr("%1: every message of every queue").arg(faultWhereText(*rule))
                                       : faultWhereText(*rule),
                    faultWhenText(*rule)));
    else
        m_summary->setText(!m_problem.isEmpty() ? m_problem
                : m_what->failed()              ? m_what->first()
                : m_where->failed()             ? m_where->first()
                                                : m_when->first());
}

void FaultDialog::submit()
{
    const auto rule = read();
    if (!rule)
        return;
    m_ok->setEnabled(false);
    const Action action = m_changes ? Action(action::ChangeFault{m_changes, *rule}) : Action(action::AddFault{*rule});
    m_context.client.submit(this, action, [this, rule = *rule](const ActionAnswer& answer) {
        if (!answer.status) {
            m_summary->setText(shownText(answer.status.error().text));
            m_ok->setEnabled(true);
            return;
        }
        WindowContext& context = m_context;
        const auto say = [&context](const ActionAnswer& undone) { context.messages.check(undone); };
        if (m_changes)
            context.undo.push(
                tr("changing %1").arg(faultTitle(rule)), [&context, say, id = m_changes, before = m_before] {
                    context.client.submit(&context.messages, action::ChangeFault{id, before}, say);
                });
        else
            context.undo.push(tr("adding %1").arg(faultTitle(rule)), [&context, say, id = answer.number] {
                context.client.submit(&context.messages, action::RemoveFault{id}, say);
            });
        accept();
    });
}

} // namespace tapedeck
