#include "ui/panels/responder_dialog.h"

#include "ui/models/message_forms.h"
#include "ui/models/mock_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/delay_edit.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tapedeck {

// Which variables templates may have is known to the engine only, which is asked in the end.
static std::optional<std::string> anyVariable(std::string_view)
{
    return std::string();
}

ResponderDialog::ResponderDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_request(new FieldForm(this))
    , m_response(new FieldForm(this))
    , m_listen(new QComboBox(this))
    , m_answer(new QComboBox(this))
    , m_headers(new QPlainTextEdit(this))
    , m_body(new QPlainTextEdit(this))
    , m_create(new QCheckBox(tr("&Create the queue if it is not there"), this))
    , m_delays(new QCheckBox(tr("Answers take t&ime"), this))
    , m_mark(new QCheckBox(tr("Mar&k answers with headers that say who answers what"), this))
    , m_enabled(new QCheckBox(tr("S&witched on"), this))
    , m_delay(new DelayEdit(this))
    , m_summary(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New responder"));
    for (QCheckBox* box : {m_create, m_mark, m_enabled})
        box->setChecked(true);
    makeFields();
    lay();
    for (QComboBox* box : {m_listen, m_answer})
        connect(box, &QComboBox::currentIndexChanged, this, &ResponderDialog::check);
    for (QPlainTextEdit* edit : {m_headers, m_body})
        connect(edit, &QPlainTextEdit::textChanged, this, &ResponderDialog::check);
    for (QCheckBox* box : {m_create, m_delays, m_mark, m_enabled})
        connect(box, &QCheckBox::toggled, this, &ResponderDialog::check);
    connect(m_delay, &DelayEdit::changed, this, &ResponderDialog::check);
    for (QLineEdit* one : findChildren<QLineEdit*>())
        connect(one, &QLineEdit::textChanged, this, &ResponderDialog::check);
    field("listen")->setFocus();
    check();
}

void ResponderDialog::makeFields()
{
    const QString fields = tr("A template: text with fields such as {{request.key}}, {{request.json.id}}, "
                              "{{request.headers.reply-to}}, {{uuid}}, {{now}}, {{seq}}, {{random 1 6}}");
    m_listen->addItems({tr("of the queue"), tr("on the exchange")});
    m_answer->addItems({tr("into the queue"), tr("into the exchange")});
    m_request->addLine(tr("Na&me"), "name", tr("for people; may be empty"));
    m_request->add(tr("&Listens to messages"), m_listen, "listens");
    m_request->addLine(
        tr("&Named"), "listen", tr("a name or a pattern"), tr("A pattern: * stands for any characters, ? for one"));
    m_request->addLine(tr("&Filter"), "filter", tr("every message"),
        tr("An expression of the filter language, such as json.type == \"order\""));
    m_request->addLine(tr("Fi&rst"), "first", tr("no end"), tr("Only so many answers"));
    m_request->addLine(
        tr("&Per second"), "perSecond", QStringLiteral("1000"), tr("At most so many answers per second"));
    m_request->addLine(
        tr("&Generations"), "generations", QStringLiteral("8"), tr("Answers to answers to answers end after so many"));
    m_request->addLine(tr("&Seed"), "seed", tr("drawn"), tr("The same seed and the same messages: the same answers"));
    m_request->add({}, m_delays, "delays");
    m_request->add(tr("&Delay"), m_delay, "delay");
    m_request->add({}, m_mark, "mark");
    m_request->add({}, m_enabled, "enabled");
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    for (QPlainTextEdit* edit : {m_headers, m_body}) {
        edit->setFont(fixed);
        edit->setTabChangesFocus(true);
        edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    }
    m_headers->setPlaceholderText(tr("name: template"));
    m_headers->setMaximumHeight(fontMetrics().lineSpacing() * 5);
    m_body->setPlaceholderText(QStringLiteral("{\"re\": {{json request.json.id}}}"));
    m_body->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_body->setMinimumHeight(fontMetrics().lineSpacing() * 10);
    m_response->add(tr("&Answers"), m_answer, "answers");
    m_response->addLine(tr("&To"), "to", QStringLiteral("{{request.headers.reply-to}}"), fields);
    m_response->add({}, m_create, "createQueue");
    m_response->addLine(tr("Ke&y"), "key", tr("none"), fields);
    m_response->add(tr("&Headers"), m_headers, "headers", tr("One in each line: a name, a colon, a template"));
    m_response->add(tr("&Body"), m_body, "body",
        tr("%1. {{json FIELD}} writes a field as a JSON value, with quotes and escapes").arg(fields));
}

void ResponderDialog::lay()
{
    const auto group = [this](const QString& title, FieldForm* form, bool grows) {
        auto* box = new QGroupBox(title, this);
        auto* inner = new QVBoxLayout(box);
        inner->addWidget(form, grows ? 1 : 0);
        if (!grows)
            inner->addStretch(1);
        return box;
    };
    auto* columns = new QHBoxLayout;
    columns->addWidget(group(tr("What is answered"), m_request, false), 2);
    columns->addWidget(group(tr("The answer"), m_response, true), 3);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    auto* all = new QVBoxLayout(this);
    all->addLayout(columns, 1);
    all->addWidget(m_summary);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &ResponderDialog::submit);
}

// ---------------------------------------------------------------------------------------------------------- the rule

void ResponderDialog::begin(const ResponderRule& rule)
{
    fill(rule);
}

void ResponderDialog::begin(const ResponderDraft& draft)
{
    setBytes(field("listen"), draft.queue);
    field("filter")->setText(QString::fromStdString(draft.filter));
    setBytes(field("to"), draft.to);
    setBytes(field("key"), draft.key);
    setHeaders(draft.headers);
    setBytes(m_body, draft.body);
    m_note = draft.fields > 0 ? tr("%1 values of the answer are taken from the request.").arg(draft.fields)
                              : tr("The two messages have no value in common: every answer will be the same.");
    check();
}

void ResponderDialog::change(ResponderId id, const ResponderRule& rule)
{
    m_changes = id;
    setWindowTitle(tr("Change responder %1").arg(id));
    m_ok->setText(tr("Change"));
    fill(rule);
}

void ResponderDialog::setHeaders(const std::vector<std::pair<std::string, std::string>>& headers)
{
    QStringList lines;
    for (const auto& [name, value] : headers)
        lines << QStringLiteral("%1: %2").arg(shownText(name), shownText(value));
    m_headersBefore = headers;
    m_headersShown = lines.join(QLatin1Char('\n'));
    m_headers->setPlainText(m_headersShown);
}

void ResponderDialog::fill(const ResponderRule& rule)
{
    m_before = rule;
    const auto set = [this](const char* name, uint64_t value, uint64_t usual) {
        field(name)->setText(value == usual ? QString() : QString::number(value));
    };
    setBytes(field("name"), rule.name);
    m_listen->setCurrentIndex(rule.queue.empty() ? 1 : 0);
    setBytes(field("listen"), rule.queue.empty() ? rule.exchange : rule.queue);
    field("filter")->setText(QString::fromStdString(rule.filter.text()));
    m_answer->setCurrentIndex(rule.toExchange ? 1 : 0);
    setBytes(field("to"), rule.to.text());
    setBytes(field("key"), rule.key.text());
    setBytes(m_body, rule.body.text());
    std::vector<std::pair<std::string, std::string>> headers;
    for (const auto& [name, value] : rule.headers)
        headers.emplace_back(name, value.text());
    setHeaders(headers);
    m_create->setChecked(rule.createQueue);
    m_delays->setChecked(rule.delay.has_value());
    if (rule.delay)
        m_delay->set(*rule.delay);
    set("first", rule.first, 0);
    set("generations", rule.generations, ResponderRule().generations);
    field("perSecond")->setText(rule.perSecond > 0 ? QString::number(rule.perSecond, 'g', 15) : QString());
    set("seed", rule.seed, 0);
    m_mark->setChecked(rule.mark);
    m_enabled->setChecked(rule.enabled);
    check();
}

void ResponderDialog::fail(const std::string& name, const QString& text)
{
    for (FieldForm* form : {m_request, m_response})
        if (form->fail(name, text))
            return;
    m_problem = text;
}

uint64_t ResponderDialog::number(const char* name, uint64_t unless)
{
    const QString text = field(name)->text().trimmed();
    bool good = false;
    const qulonglong value = text.toULongLong(&good);
    if (!good && !text.isEmpty())
        fail(name, tr("This is no whole number."));
    return good ? value : unless;
}

Template ResponderDialog::readTemplate(const char* name, const std::string& text)
{
    Result<Template> parsed = Template::parse(text, anyVariable);
    if (!parsed)
        fail(name, shownText(parsed.error().text));
    return parsed ? std::move(*parsed) : Template();
}

void ResponderDialog::readHeaders(ResponderRule& rule)
{
    std::vector<std::pair<std::string, std::string>> headers;
    const QString text = m_headers->toPlainText();
    if (text == m_headersShown)
        headers = m_headersBefore;
    else
        for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            const qsizetype colon = line.indexOf(QLatin1Char(':'));
            if (colon <= 0) {
                fail("headers", tr("A line has a name, a colon and a template: \u201c%1\u201d has not.").arg(line));
                continue;
            }
            headers.emplace_back(line.left(colon).trimmed().toStdString(), line.mid(colon + 1).trimmed().toStdString());
        }
    for (auto& [name, value] : headers)
        rule.headers.emplace_back(std::move(name), readTemplate("headers", value));
}

void ResponderDialog::readLimits(ResponderRule& rule)
{
    rule.first = number("first", 0);
    rule.generations = static_cast<uint32_t>(std::min(number("generations", rule.generations), uint64_t{UINT32_MAX}));
    rule.seed = number("seed", 0);
    const QString perSecond = field("perSecond")->text().trimmed();
    bool good = true;
    rule.perSecond = perSecond.isEmpty() ? 0 : perSecond.toDouble(&good);
    if (!good)
        fail("perSecond", tr("This is no number."));
    if (m_delays->isChecked()) {
        QString error;
        rule.delay = m_delay->delay(&error);
        if (!error.isEmpty())
            fail("delay", error);
    }
}

// Nothing, with errors at the fields, while something is wrong.
std::optional<ResponderRule> ResponderDialog::read()
{
    m_request->clearErrors();
    m_response->clearErrors();
    m_problem.clear();
    ResponderRule rule;
    rule.space = m_before.space;
    rule.declared = m_before.declared && m_changes != 0;
    rule.name = bytesOf(field("name"));
    rule.enabled = m_enabled->isChecked();
    (m_listen->currentIndex() == 0 ? rule.queue : rule.exchange) = bytesOf(field("listen"));
    if (Result<Filter> filter = Filter::parse(field("filter")->text().toStdString()); filter)
        rule.filter = std::move(*filter);
    else
        fail("filter", shownText(filter.error().text));
    rule.toExchange = m_answer->currentIndex() == 1;
    rule.createQueue = m_create->isChecked();
    rule.to = readTemplate("to", bytesOf(field("to")));
    rule.key = readTemplate("key", bytesOf(field("key")));
    rule.body = readTemplate("body", bytesOf(m_body));
    rule.mark = m_mark->isChecked();
    readHeaders(rule);
    readLimits(rule);
    const auto wrong = [this] { return !m_problem.isEmpty() || m_request->failed() || m_response->failed(); };
    if (const Status good = rule.check(); !good && !wrong()) {
        const bool nothing = rule.queue.empty() && rule.exchange.empty();
        const std::string name = nothing ? "listen" : rule.to.text().empty() ? "to" : namedField(good.error().text);
        fail(name, asSentence(good.error().text));
    }
    return wrong() ? std::nullopt : std::optional(std::move(rule));
}

void ResponderDialog::check()
{
    m_request->setShown("delay", m_delays->isChecked());
    m_response->setShown("createQueue", m_answer->currentIndex() == 0);
    const auto rule = read();
    m_ok->setEnabled(rule.has_value() && m_context.client.attached());
    const Colours& colours = Colours::of(palette());
    QPalette shade;
    shade.setColor(QPalette::WindowText, rule ? colours.muted : colours.bad);
    m_summary->setPalette(shade);
    if (rule)
        m_summary->setText(tr("A message of %1 is answered into %2. %3")
                               .arg(responderWhereText(*rule), responderToText(*rule), m_note));
    else
        m_summary->setText(!m_problem.isEmpty() ? m_problem
                : m_request->failed()           ? m_request->first()
                                                : m_response->first());
}

void ResponderDialog::submit()
{
    const auto rule = read();
    if (!rule)
        return;
    m_ok->setEnabled(false);
    const Action action =
        m_changes ? Action(action::ChangeResponder{m_changes, *rule}) : Action(action::AddResponder{*rule});
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
                tr("changing %1").arg(responderTitle(rule)), [&context, say, id = m_changes, before = m_before] {
                    context.client.submit(&context.messages, action::ChangeResponder{id, before}, say);
                });
        else
            context.undo.push(tr("adding %1").arg(responderTitle(rule)), [&context, say, id = answer.number] {
                context.client.submit(&context.messages, action::RemoveResponder{id}, say);
            });
        accept();
    });
}

} // namespace tapedeck
