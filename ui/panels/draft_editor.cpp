#include "ui/panels/draft_editor.h"

#include "engine/base/clock.h"
#include "engine/base/limits.h"
#include "ui/models/json_scan.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/settings.h"
#include "ui/panels/draft_sender.h"
#include "ui/panels/name_box.h"
#include "ui/views/json_highlighter.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>

namespace tapedeck {
namespace {

// Longer texts are looked at when nobody has typed for a moment, and stay without colours.
constexpr size_t kCheckedAtOnce = 64'000;
constexpr int kCheckLaterMs = 250;
// What is shown of bytes that are not edited.
constexpr size_t kShownBytesMax = 4096;

// Text fields hold what can be shown; the bytes behind it stay what they are until the text is changed.
template <typename Field>
void setBytes(Field& field, const std::string& bytes)
{
    const QString shown = shownText(bytes);
    field.setText(shown);
    field.setProperty("shown", shown);
    field.setProperty("bytes", QByteArray::fromStdString(bytes));
}

std::string bytesBehind(const QObject& field, const QString& text)
{
    return field.property("shown").toString() == text ? field.property("bytes").toByteArray().toStdString()
                                                      : text.toStdString();
}

constexpr int kShownRole = Qt::UserRole, kBytesRole = Qt::UserRole + 1;

QTableWidgetItem* itemOf(const std::string& bytes)
{
    auto* item = new QTableWidgetItem(shownText(bytes));
    item->setData(kShownRole, item->text());
    item->setData(kBytesRole, QByteArray::fromStdString(bytes));
    return item;
}

std::string bytesOf(const QTableWidgetItem* item)
{
    if (!item)
        return {};
    return item->data(kShownRole).toString() == item->text() && item->data(kBytesRole).isValid()
        ? item->data(kBytesRole).toByteArray().toStdString()
        : item->text().toStdString();
}

// What was typed: toPlainText() would turn non-breaking spaces into others.
std::string textOf(const QPlainTextEdit& edit)
{
    return edit.document()->toRawText().replace(QChar::ParagraphSeparator, QLatin1Char('\n')).toStdString();
}

bool looksLikeJson(const std::string& body)
{
    const size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string::npos && (body[first] == '{' || body[first] == '[');
}

} // namespace

DraftEditor::DraftEditor(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_sender(new DraftSender(context, this))
    , m_kind(new QComboBox(this))
    , m_queue(new QComboBox(this))
    , m_keyLabel(new QLabel(this))
    , m_key(new QLineEdit(this))
    , m_delay(new QLineEdit(this))
    , m_every(new QLineEdit(this))
    , m_copies(new QSpinBox(this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_body(new QPlainTextEdit(this))
    , m_colours(new JsonHighlighter(m_body->document(), *this))
    , m_fillIn(new QCheckBox(tr("Fill &in {{…}}"), this))
    , m_bodyState(new QLabel(this))
    , m_result(new QLabel(this))
    , m_format(new QPushButton(themedIcon(QStringLiteral("format")), tr("&Format"), this))
    , m_file(new QPushButton(themedIcon(QStringLiteral("open")), tr("F&rom file…"), this))
    , m_asText(new QPushButton(tr("&Edit as text"), this))
    , m_sendButton(new QPushButton(this))
    , m_show(new QToolButton(this))
    , m_check(new QTimer(this))
{
    m_kind->addItems({tr("Queue"), tr("Exchange")});
    m_kind->setAccessibleName(tr("Publish to a queue or an exchange"));
    m_queue->setEditable(true);
    m_queue->setInsertPolicy(QComboBox::NoInsert);
    m_queue->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_queue->setAccessibleName(tr("Name of the queue or exchange"));
    m_key->setPlaceholderText(tr("none"));
    m_delay->setPlaceholderText(tr("none (30s, 5m, 1h)"));
    m_delay->setToolTip(tr("No channel hands the message out before this time has passed"));
    m_every->setPlaceholderText(tr("once"));
    m_every->setToolTip(tr("Sends again and again, each so often (500ms, 2s, 1m), until it is stopped"));
    m_copies->setRange(1, static_cast<int>(limits::kObserverCopiesMax));
    m_copies->setGroupSeparatorShown(true);
    m_copies->setToolTip(tr("So many messages are sent each time"));
    m_headers->setHorizontalHeaderLabels({tr("Header"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->verticalHeader()->hide();
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setTabKeyNavigation(false);
    m_body->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_body->setPlaceholderText(tr("Body"));
    m_body->setTabChangesFocus(true);
    m_body->setAccessibleName(tr("Body"));
    m_fillIn->setChecked(true);
    m_fillIn->setToolTip(tr("Fields are filled in anew for each message: {{uuid}}, {{now}}, {{seq}}, {{random}}, "
                            "{{random 1 6}}, {{env.NAME}}; {{\"{{\"}} writes two braces"));
    for (QLabel* label : {m_bodyState, m_result})
        label->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setWordWrap(true);
    m_format->setToolTip(tr("Break the JSON into lines; nothing but blanks between its parts changes"));
    m_file->setToolTip(tr("The bytes of a file become the body, as they are"));
    m_asText->setToolTip(tr("Makes a text of the bytes; what is no text is lost"));
    m_show->setText(tr("Show"));
    m_show->setIcon(themedIcon(QStringLiteral("jump")));
    m_show->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_show->setToolTip(tr("Shows the message that was sent in the table"));
    m_show->hide();
    m_check->setSingleShot(true);
    m_check->setInterval(kCheckLaterMs);
    lay();
    keepEmptyHeaderRow();
    listen();
    setKind();
}

void DraftEditor::lay()
{
    const int gap = fontMetrics().height() / 3;
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(gap, gap, gap, gap);
    grid->setSpacing(gap);
    const auto label = [this](const QString& text, QWidget* buddy) {
        auto* l = new QLabel(text, this);
        l->setBuddy(buddy);
        return l;
    };
    grid->addWidget(m_kind, 0, 0);
    grid->addWidget(m_queue, 0, 1);
    m_keyLabel->setBuddy(m_key);
    grid->addWidget(m_keyLabel, 1, 0);
    grid->addWidget(m_key, 1, 1);
    grid->addWidget(label(tr("&Delay"), m_delay), 2, 0);
    grid->addWidget(m_delay, 2, 1);
    grid->addWidget(m_headers, 3, 0, 1, 2);
    grid->addWidget(m_body, 0, 2, 4, 1);
    auto* about = new QHBoxLayout;
    about->addWidget(m_bodyState, 1);
    about->addWidget(m_fillIn);
    about->addWidget(m_format);
    about->addWidget(m_asText);
    about->addWidget(m_file);
    grid->addLayout(about, 4, 0, 1, 3);
    auto* row = new QHBoxLayout;
    row->addWidget(m_result, 1);
    row->addWidget(m_show);
    row->addWidget(label(tr("Me&ssages"), m_copies));
    row->addWidget(m_copies);
    row->addWidget(label(tr("E&very"), m_every));
    row->addWidget(m_every);
    row->addWidget(m_sendButton);
    grid->addLayout(row, 5, 0, 1, 3);
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(2, 4);
    grid->setColumnMinimumWidth(1, fontMetrics().averageCharWidth() * 26);
    grid->setRowStretch(3, 1);
    m_every->setFixedWidth(fontMetrics().averageCharWidth() * 9);
    m_headers->setMinimumHeight(fontMetrics().height() * 4);
    m_body->setMinimumHeight(fontMetrics().height() * 4);
}

void DraftEditor::listen()
{
    connect(m_kind, &QComboBox::currentIndexChanged, this, &DraftEditor::setKind);
    connect(m_sendButton, &QPushButton::clicked, this, &DraftEditor::send);
    connect(m_format, &QPushButton::clicked, this, &DraftEditor::format);
    connect(m_file, &QPushButton::clicked, this, &DraftEditor::chooseFile);
    connect(m_asText, &QPushButton::clicked, this, &DraftEditor::editAsText);
    connect(m_show, &QToolButton::clicked, this, &DraftEditor::showSent);
    connect(m_check, &QTimer::timeout, this, &DraftEditor::checkBody);
    connect(m_body, &QPlainTextEdit::textChanged, this, [this] {
        if (m_filling)
            return;
        if (static_cast<size_t>(m_body->document()->characterCount()) > kCheckedAtOnce)
            m_check->start();
        else
            checkBody();
        Q_EMIT changed();
    });
    connect(m_queue, &QComboBox::editTextChanged, this, [this] {
        if (m_filling)
            return;
        showState();
        Q_EMIT titleChanged();
        Q_EMIT changed();
    });
    for (QLineEdit* edit : {m_key, m_delay, m_every})
        connect(edit, &QLineEdit::textChanged, this, &DraftEditor::changed);
    connect(m_every, &QLineEdit::textChanged, this, &DraftEditor::showState);
    connect(m_copies, &QSpinBox::valueChanged, this, &DraftEditor::changed);
    connect(m_fillIn, &QCheckBox::toggled, this, [this] {
        checkBody();
        Q_EMIT changed();
    });
    connect(m_headers, &QTableWidget::itemChanged, this, [this] {
        keepEmptyHeaderRow();
        Q_EMIT changed();
    });
    connect(m_sender, &DraftSender::progressed, this, &DraftEditor::tellProgress);
    connect(m_sender, &DraftSender::ended, this, &DraftEditor::tellOutcome);
    // What nobody has begun to write follows what is looked at.
    connect(&m_context.current, &Current::queueChanged, this, &DraftEditor::showUsualQueue);
    EngineClient& client = m_context.client;
    connect(&client, &EngineClient::engineChanged, this, [this] {
        m_show->hide();
        fillQueues();
        showState();
    });
    connect(&client, &EngineClient::snapshotChanged, this, [this](const SnapshotPtr& before, const SnapshotPtr& now) {
        if (before->queues.size() != now->queues.size() || before->exchanges.size() != now->exchanges.size())
            fillQueues();
    });
}

// ---------------------------------------------------------------------------------------------- the draft

MessageDraft DraftEditor::draft() const
{
    MessageDraft draft;
    draft.toExchange = toExchange();
    draft.target = nameIn(*m_queue);
    draft.key = bytesBehind(*m_key, m_key->text());
    for (int row = 0; row < m_headers->rowCount(); ++row)
        if (const std::string name = bytesOf(m_headers->item(row, 0)); !name.empty())
            draft.headers.emplace_back(name, bytesOf(m_headers->item(row, 1)));
    draft.body = m_bytes ? *m_bytes : textOf(*m_body);
    draft.delay = m_delay->text().trimmed();
    draft.count = static_cast<uint32_t>(m_copies->value());
    draft.every = m_every->text().trimmed();
    draft.fillIn = m_fillIn->isChecked();
    return draft;
}

void DraftEditor::setDraft(const MessageDraft& draft)
{
    m_filling = true;
    m_kind->setCurrentIndex(draft.toExchange ? 1 : 0);
    showName(*m_queue, draft.target);
    setBytes(*m_key, draft.key);
    m_headers->setRowCount(0);
    for (const auto& [name, value] : draft.headers) {
        const int row = m_headers->rowCount();
        m_headers->insertRow(row);
        m_headers->setItem(row, 0, itemOf(name));
        m_headers->setItem(row, 1, itemOf(value));
    }
    m_delay->setText(draft.delay);
    m_every->setText(draft.every);
    m_copies->setValue(static_cast<int>(draft.count));
    m_fillIn->setChecked(draft.fillIn);
    showBody(draft.body);
    m_filling = false;
    keepEmptyHeaderRow();
    checkBody();
    Q_EMIT titleChanged();
    Q_EMIT changed();
}

// As text if every byte of it survives that.
void DraftEditor::showBody(const std::string& bytes)
{
    m_bytes.reset();
    if (bytes.size() <= kEditableBytesMax && isUtf8(bytes)) {
        m_body->setPlainText(QString::fromStdString(bytes));
        if (textOf(*m_body) == bytes) {
            m_body->setReadOnly(false);
            return;
        }
    }
    m_bytes = bytes;
    m_body->setPlainText(shownText(bytes, Lines::kept, kShownBytesMax));
    m_body->setReadOnly(true);
}

QString DraftEditor::title() const
{
    const QString name = m_queue->currentText();
    return name.isEmpty() ? tr("New message")
                          : fontMetrics().elidedText(name, Qt::ElideRight, fontMetrics().height() * 9);
}

bool DraftEditor::untouched() const
{
    return !m_bytes && m_body->document()->isEmpty() && m_key->text().isEmpty() && m_headers->rowCount() == 1;
}

std::string DraftEditor::usualQueue() const
{
    if (const std::string chosen = setting::kPublishQueue.get().toStdString(); !chosen.empty())
        return chosen;
    const auto queue = m_context.client.queue(m_context.current.queue());
    return queue ? queue->name : std::string();
}

void DraftEditor::showUsualQueue()
{
    if (const std::string name = usualQueue(); !name.empty() && !toExchange() && untouched())
        showName(*m_queue, name);
}

void DraftEditor::begin()
{
    if (m_queue->currentText().isEmpty() && !toExchange())
        showName(*m_queue, usualQueue());
    if (m_queue->currentText().isEmpty())
        m_queue->setFocus();
    else
        m_body->setFocus();
}

void DraftEditor::beginFor(const std::string& exchange)
{
    m_kind->setCurrentIndex(1);
    showName(*m_queue, exchange);
    m_key->setFocus();
}

bool DraftEditor::toExchange() const
{
    return m_kind->currentIndex() == 1;
}

void DraftEditor::setKind()
{
    const bool exchange = toExchange();
    m_keyLabel->setText(exchange ? tr("Ro&ute") : tr("&Key"));
    m_queue->lineEdit()->setPlaceholderText(exchange ? tr("Name of the exchange") : tr("A new name makes a new queue"));
    m_delay->setEnabled(!exchange);
    m_queue->clear();
    fillQueues();
    if (!m_filling) {
        showName(*m_queue, exchange ? m_context.current.exchange() : usualQueue());
        Q_EMIT changed();
    }
    checkBody();
}

void DraftEditor::fillQueues()
{
    const bool before = std::exchange(m_filling, true); // the text stays what it is
    const std::string typed = nameIn(*m_queue);
    m_queue->clear();
    const Snapshot& now = *m_context.client.snapshot();
    if (toExchange())
        offerExchanges(*m_queue, now);
    else
        offerQueues(*m_queue, now);
    showName(*m_queue, typed);
    m_filling = before;
}

void DraftEditor::keepEmptyHeaderRow()
{
    if (m_filling)
        return;
    const int rows = m_headers->rowCount();
    const bool lastUsed =
        rows == 0 || (m_headers->item(rows - 1, 0) && !m_headers->item(rows - 1, 0)->text().isEmpty());
    if (lastUsed && rows < static_cast<int>(limits::kHeadersMax))
        m_headers->insertRow(rows);
}

// ---------------------------------------------------------------------------------------------- the body

QString DraftEditor::jsonState(const std::string& body, bool& bad) const
{
    const auto error = checkJson(body);
    bad = error.has_value();
    return error ? tr(" · not valid JSON, line %1, column %2: %3").arg(error->line).arg(error->column).arg(error->text)
                 : tr(" · valid JSON");
}

// What the fields make of it, with values that stand for others.
QString DraftEditor::variablesState(const std::string& body, bool& bad) const
{
    MessageDraft draft;
    draft.body = body;
    const auto filling = DraftFilling::prepare(draft);
    SeededRandom random(1);
    const auto filled = filling ? filling->fill(random, SystemClock().wall(), 1) : Result<FilledDraft>(filling.error());
    bad = !filled;
    if (!filled)
        return tr(" · %1").arg(shownText(filled.error().text));
    return tr(" · filled in anew for each message") + (looksLikeJson(body) ? jsonState(filled->body, bad) : QString());
}

void DraftEditor::checkBody()
{
    m_check->stop();
    const std::string body = m_bytes ? std::string() : textOf(*m_body);
    const bool variables = m_fillIn->isChecked() && body.find("{{") != std::string::npos;
    const bool json = looksLikeJson(body);
    bool bad = false;
    QString text = bytesText(m_bytes ? m_bytes->size() : body.size());
    if (m_bytes)
        text += tr(" · kept as these bytes, which no text can hold");
    else if (variables)
        text += variablesState(body, bad);
    else if (json)
        text += jsonState(body, bad);
    m_colours->setActive(json && body.size() <= kCheckedAtOnce);
    m_format->setEnabled(json && !bad && !variables);
    m_format->setVisible(!m_bytes);
    m_fillIn->setVisible(!m_bytes);
    m_asText->setVisible(m_bytes.has_value());
    m_bodyState->setText(text);
    const Colours& colours = Colours::of(palette());
    QPalette shade = m_bodyState->palette();
    shade.setColor(QPalette::WindowText, bad ? colours.bad : colours.muted);
    m_bodyState->setPalette(shade);
    showState();
}

void DraftEditor::format()
{
    const QString formatted = QString::fromStdString(formatJson(textOf(*m_body)));
    QTextCursor cursor(m_body->document()); // through a cursor, so that Ctrl+Z in the editor takes it back
    cursor.select(QTextCursor::Document);
    cursor.insertText(formatted);
}

void DraftEditor::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Body from a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DraftEditor::loadBody);
    dialog->open();
}

void DraftEditor::loadBody(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_result->setText(tr("%1 cannot be read: %2").arg(path, file.errorString()));
        return;
    }
    if (file.size() > static_cast<qint64>(limits::kBodyBytesMax)) {
        m_result->setText(tr("%1 is larger than a message may be (%2).").arg(path, bytesText(limits::kBodyBytesMax)));
        return;
    }
    MessageDraft now = draft();
    now.body = file.readAll().toStdString();
    now.fillIn = false; // a file is sent as it is
    setDraft(now);
    m_result->setText(tr("The body is that of %1.").arg(path));
}

void DraftEditor::editAsText()
{
    m_filling = true;
    const std::string bytes = m_bytes->substr(0, kEditableBytesMax);
    m_bytes.reset();
    m_body->setReadOnly(false);
    m_body->setPlainText(QString::fromStdString(bytes));
    m_filling = false;
    checkBody();
    Q_EMIT changed();
}

} // namespace tapedeck
