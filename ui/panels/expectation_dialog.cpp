#include "ui/panels/expectation_dialog.h"

#include "ui/models/message_forms.h"
#include "ui/models/mock_text.h"
#include "ui/models/place_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/endpoint_text.h"
#include "ui/panels/field_form.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGroupBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace tapedeck {

namespace {

// Members offered to be ticked.
constexpr size_t kMembersMax = 100;
// Where an HTTP client finds this broker, while its port is not known.
const char kHttpUsual[] = "localhost:8888";

enum Form { comes, exactly, atLeast, never };

} // namespace

ExpectationDialog::ExpectationDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_form(new FieldForm(this))
    , m_fromMessage(new QGroupBox(tr("Messages like the chosen one"), this))
    , m_members(new QListWidget(this))
    , m_formBox(new QComboBox(this))
    , m_from(new QComboBox(this))
    , m_time(new QLineEdit(QStringLiteral("5s"), this))
    , m_count(new QLineEdit(QStringLiteral("1"), this))
    , m_queue(new QLineEdit(this))
    , m_place(new QLineEdit(this))
    , m_command(new QLineEdit(this))
    , m_curl(new QLineEdit(this))
    , m_text(new QPlainTextEdit(this))
    , m_summary(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New expectation"));
    m_formBox->addItems({tr("one comes within"), tr("exactly so many come within"), tr("at least so many come within"),
        tr("none comes for")});
    m_formBox->setAccessibleName(tr("What is to become of such messages"));
    m_count->setAccessibleName(tr("How many"));
    m_time->setAccessibleName(tr("Within which time"));
    m_members->viewport()->setBackgroundRole(QPalette::Window); // on which boxes that are not ticked are seen
    m_members->setAccessibleName(tr("Members of the message"));
    m_fromMessage->hide();
    m_text->setPlaceholderText(QStringLiteral("count(json.total > 50) >= 3 within 5s"));
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setMaximumHeight(fontMetrics().lineSpacing() * 5);
    m_queue->setPlaceholderText(tr("all queues"));
    m_from->addItems(
        {tr("what comes from now on"), tr("everything that is there, too"), tr("from this id or time on")});
    m_place->setPlaceholderText(tr("an id, 14:03, -5m, 2026-07-31T14:03:05Z"));
    lay();
    connect(m_text, &QPlainTextEdit::textChanged, this, &ExpectationDialog::check);
    connect(m_queue, &QLineEdit::textChanged, this, &ExpectationDialog::check);
    connect(m_place, &QLineEdit::textChanged, this, &ExpectationDialog::check);
    connect(m_from, &QComboBox::currentIndexChanged, this, &ExpectationDialog::check);
    connect(m_members, &QListWidget::itemChanged, this, &ExpectationDialog::compose);
    connect(m_formBox, &QComboBox::currentIndexChanged, this, &ExpectationDialog::compose);
    connect(m_time, &QLineEdit::textEdited, this, &ExpectationDialog::compose);
    connect(m_count, &QLineEdit::textEdited, this, &ExpectationDialog::compose);
    m_text->setFocus();
    check();
}

QWidget* ExpectationDialog::copyRow(QLineEdit* line, const QString& toolTip)
{
    line->setAccessibleName(line == m_command ? tr("As a command") : tr("As a curl line"));
    line->setReadOnly(true);
    line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* row = new QWidget(this);
    auto* copy = new QToolButton(row);
    copy->setIcon(themedIcon(QStringLiteral("copy")));
    copy->setToolTip(toolTip);
    copy->setAccessibleName(toolTip);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(line, 1);
    layout->addWidget(copy);
    row->setFocusProxy(line);
    connect(copy, &QToolButton::clicked, this, [line] { QGuiApplication::clipboard()->setText(line->text()); });
    return row;
}

void ExpectationDialog::lay()
{
    auto* form = new QHBoxLayout;
    form->addWidget(m_formBox);
    form->addWidget(m_count);
    form->addWidget(m_time);
    form->addStretch(1);
    for (QLineEdit* edit : {m_count, m_time})
        edit->setMaximumWidth(fontMetrics().averageCharWidth() * 12);
    auto* composing = new QVBoxLayout(m_fromMessage);
    composing->addWidget(m_members, 1);
    composing->addLayout(form);
    m_members->setMinimumHeight(fontMetrics().lineSpacing() * 8);
    m_form->add(tr("E&xpectation"), m_text, "expect",
        tr("FILTER within 5s; count(FILTER) == 3 within 5s; exactly 3 FILTER within 5s; never FILTER for 2s; FILTER "
           "then "
           "FILTER within 10s; count(FILTER) == 3 stable for 1s"));
    m_form->add(tr("&Queue"), m_queue, "queue", tr("A pattern: * stands for any characters, ? for one"));
    m_form->add(tr("&Looks at"), m_from, "from");
    m_form->add(tr("&From"), m_place, "place");
    m_form->add(tr("As a &command"), copyRow(m_command, tr("Copy the command")), "command");
    m_form->add(tr("Over &HTTP"), copyRow(m_curl, tr("Copy the curl line")), "curl");
    m_text->setMinimumWidth(fontMetrics().averageCharWidth() * 100);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_ok = buttons->addButton(tr("Expect"), QDialogButtonBox::AcceptRole);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    QPalette shade;
    shade.setColor(QPalette::WindowText, Colours::of(palette()).bad);
    m_summary->setPalette(shade);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_fromMessage, 1);
    all->addWidget(m_form);
    all->addWidget(m_summary);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExpectationDialog::submit);
}

// ----------------------------------------------------------------------------------------------------- what it begins

void ExpectationDialog::begin(const ExpectationView& like)
{
    fill(like);
}

void ExpectationDialog::change(const ExpectationView& expectation)
{
    m_replaces = expectation.id;
    setWindowTitle(tr("Change an expectation"));
    m_ok->setText(tr("Expect this"));
    fill(expectation);
}

void ExpectationDialog::fill(const ExpectationView& view)
{
    m_text->setPlainText(QString::fromStdString(view.item->expectation.text()));
    setBytes(m_queue, view.item->queue);
    m_from->setCurrentIndex(view.from.kind == ExpectFrom::Kind::now ? 0
            : view.from.kind == ExpectFrom::Kind::first             ? 1
                                                                    : 2);
    if (m_from->currentIndex() == 2)
        m_place->setText(fromText(view.from));
}

void ExpectationDialog::begin(const PlacedMessage& message)
{
    const auto offer = [this](const QString& term, bool ticked) {
        auto* item = new QListWidgetItem(shownText(term.toStdString()), m_members);
        item->setData(Qt::UserRole, term);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(ticked ? Qt::Checked : Qt::Unchecked);
    };
    setBytes(m_queue, message.queue);
    const QSignalBlocker quiet(m_members);
    if (!message.message.key.empty())
        offer(keyTerm(message.message.key), true);
    bool ticked = !message.message.key.empty();
    for (const ScalarMember& member : scalarMembers(message.message.body, kMembersMax)) {
        offer(memberTerm(member), !ticked && member.kind == JsonKind::string);
        ticked = ticked || member.kind == JsonKind::string;
    }
    m_fromMessage->show();
    compose();
}

// The text of what is ticked.
void ExpectationDialog::compose()
{
    QStringList terms;
    for (int i = 0; i < m_members->count(); ++i)
        if (m_members->item(i)->checkState() == Qt::Checked)
            terms << m_members->item(i)->data(Qt::UserRole).toString();
    const auto form = static_cast<Form>(m_formBox->currentIndex());
    m_count->setVisible(form == exactly || form == atLeast);
    const QString filter = terms.join(QStringLiteral(" && ")), time = m_time->text().trimmed();
    const QString count = QStringLiteral("count(%1) %2 within %3");
    if (form == never)
        m_text->setPlainText(filter.isEmpty() ? QStringLiteral("count() == 0 within %1").arg(time)
                                              : QStringLiteral("never %1 for %2").arg(filter, time));
    else if (form == comes && !filter.isEmpty())
        m_text->setPlainText(QStringLiteral("%1 within %2").arg(filter, time));
    else if (form == exactly)
        m_text->setPlainText(count.arg(filter, QStringLiteral("== ") + m_count->text().trimmed(), time));
    else
        m_text->setPlainText(count.arg(
            filter, QStringLiteral(">= ") + (form == comes ? QStringLiteral("1") : m_count->text().trimmed()), time));
}

// ------------------------------------------------------------------------------------------------------------- checks

// Nothing, with an error at the field, while it is neither an id nor a time.
std::optional<ExpectFrom> ExpectationDialog::readFrom()
{
    ExpectFrom from;
    if (m_from->currentIndex() == 1)
        from.kind = ExpectFrom::Kind::first;
    if (m_from->currentIndex() != 2)
        return from;
    QueueStats wide; // ids of no queue in particular
    wide.head = MessageId{1'000'000'000};
    const auto place = parsePlace(m_place->text(), wide, wallNow(), m_context.zone.zone());
    if (!place) {
        m_form->fail("place", tr("This is neither an id nor a time."));
        return std::nullopt;
    }
    from.kind = place->kind == SeekTarget::Kind::id ? ExpectFrom::Kind::id : ExpectFrom::Kind::time;
    from.id = place->id;
    from.time = place->time;
    return from;
}

std::optional<ExpectItem> ExpectationDialog::read()
{
    ExpectItem item;
    item.queue = bytesOf(m_queue);
    const std::string text = m_text->toPlainText().trimmed().toStdString();
    Result<Expectation> parsed = Expectation::parse(text);
    if (!parsed) {
        if (!text.empty())
            m_form->fail("expect", shownText(parsed.error().text));
        return std::nullopt;
    }
    item.expectation = std::move(*parsed);
    return item;
}

void ExpectationDialog::check()
{
    m_form->setShown("place", m_from->currentIndex() == 2);
    m_form->clearErrors();
    const auto from = readFrom();
    const auto item = read();
    m_ok->setEnabled(from && item && m_context.client.attached());
    for (QLineEdit* line : {m_command, m_curl})
        line->clear();
    m_summary->setText(m_form->first());
    if (!from || !item)
        return;
    const QString http = endpointAddress(*m_context.client.snapshot(), "HTTP");
    m_command->setText(expectLine(*item, *from));
    m_curl->setText(expectCurl(*item, *from, http.isEmpty() ? QLatin1String(kHttpUsual) : http));
    for (QLineEdit* line : {m_command, m_curl})
        line->setCursorPosition(0);
}

void ExpectationDialog::submit()
{
    const auto from = readFrom();
    auto item = read();
    if (!from || !item)
        return;
    m_ok->setEnabled(false);
    m_context.client.submit(this, action::AddExpectation{*item, *from}, [this](const ActionAnswer& answer) {
        if (!answer.status) {
            m_summary->setText(shownText(answer.status.error().text));
            m_ok->setEnabled(true);
            return;
        }
        WindowContext& context = m_context;
        if (m_replaces)
            context.client.submit(&context.messages, action::RemoveExpectation{m_replaces});
        context.undo.push(tr("adding an expectation"), [&context, id = answer.number] {
            context.client.submit(&context.messages, action::RemoveExpectation{id},
                [&context](const ActionAnswer& undone) { context.messages.check(undone); });
        });
        accept();
    });
}

} // namespace tapedeck
