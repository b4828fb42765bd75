#include "ui/panels/publish_panel.h"

#include "engine/base/limits.h"
#include "engine/base/value_forms.h"
#include "ui/models/json_scan.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>

namespace tapedeck {

// Names offered in the list; the field takes any name.
static constexpr size_t kNamesOffered = 200;
static constexpr int kCopiesMax = 100'000;

PublishPanel::PublishPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , send(new QAction(themedIcon(QStringLiteral("send")), tr("&Send message"), this))
    , m_context(context)
    , m_kind(new QComboBox(this))
    , m_queue(new QComboBox(this))
    , m_keyLabel(new QLabel(this))
    , m_key(new QLineEdit(this))
    , m_delay(new QLineEdit(this))
    , m_copies(new QSpinBox(this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_body(new QPlainTextEdit(this))
    , m_bodyState(new QLabel(this))
    , m_result(new QLabel(this))
    , m_format(new QPushButton(themedIcon(QStringLiteral("format")), tr("&Format"), this))
    , m_sendButton(new QPushButton(themedIcon(QStringLiteral("send")), tr("&Send"), this))
{
    m_kind->addItems({tr("Queue"), tr("Exchange")});
    m_kind->setAccessibleName(tr("Publish to a queue or an exchange"));
    m_queue->setEditable(true);
    m_queue->setInsertPolicy(QComboBox::NoInsert);
    m_queue->lineEdit()->setPlaceholderText(tr("A new name makes a new queue"));
    m_queue->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_key->setPlaceholderText(tr("none"));
    m_delay->setPlaceholderText(tr("none (30s, 5m, 1h)"));
    m_delay->setToolTip(tr("No channel hands the message out before this time has passed"));
    m_copies->setRange(1, kCopiesMax);
    m_copies->setGroupSeparatorShown(true);
    m_headers->setHorizontalHeaderLabels({tr("Header"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->verticalHeader()->hide();
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setTabKeyNavigation(false);
    m_body->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_body->setPlaceholderText(tr("Body"));
    m_body->setTabChangesFocus(true);
    m_body->setAccessibleName(tr("Body"));
    m_bodyState->setTextFormat(Qt::PlainText);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setWordWrap(true);
    send->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
    m_sendButton->setToolTip(tr("Publish the message (Ctrl+Enter)"));
    m_format->setToolTip(tr("Break the JSON into lines; nothing but blanks between its parts changes"));
    lay();
    keepEmptyHeaderRow();
    fillQueues();
    checkBody();

    setKind();
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PublishPanel::setKind);
    connect(send, &QAction::triggered, this, &PublishPanel::publish);
    connect(m_sendButton, &QPushButton::clicked, this, &PublishPanel::publish);
    connect(m_format, &QPushButton::clicked, this, &PublishPanel::format);
    connect(m_body, &QPlainTextEdit::textChanged, this, &PublishPanel::checkBody);
    connect(m_queue, &QComboBox::editTextChanged, this, &PublishPanel::checkBody);
    connect(m_headers, &QTableWidget::itemChanged, this, &PublishPanel::keepEmptyHeaderRow);
    connect(&context.client, &EngineClient::engineChanged, this, &PublishPanel::fillQueues);
    connect(&context.client, &EngineClient::snapshotChanged, this,
        [this](const SnapshotPtr& before, const SnapshotPtr& now) {
            if (before->queues.size() != now->queues.size() || before->exchanges.size() != now->exchanges.size())
                fillQueues();
        });
    connect(&context.current, &Current::queueChanged, this, [this] {
        if (const auto queue = m_context.client.queue(m_context.current.queue()); queue && !toExchange())
            m_queue->setEditText(QString::fromStdString(queue->name));
    });
}

void PublishPanel::lay()
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
    auto* row = new QHBoxLayout;
    row->addWidget(m_result, 1);
    row->addWidget(m_format);
    row->addWidget(label(tr("C&opies"), m_copies));
    row->addWidget(m_copies);
    row->addWidget(m_sendButton);
    grid->addWidget(m_bodyState, 4, 0, 1, 3);
    grid->addLayout(row, 5, 0, 1, 3);
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(2, 4);
    grid->setColumnMinimumWidth(1, fontMetrics().averageCharWidth() * 26);
    grid->setRowStretch(3, 1);
    m_headers->setMinimumHeight(fontMetrics().height() * 4);
    m_body->setMinimumHeight(fontMetrics().height() * 4);
}

void PublishPanel::begin()
{
    if (m_queue->currentText().isEmpty())
        m_queue->setFocus();
    else
        m_body->setFocus();
}

void PublishPanel::beginFor(const std::string& exchange)
{
    m_kind->setCurrentIndex(1);
    m_queue->setEditText(QString::fromStdString(exchange));
    m_key->setFocus();
}

bool PublishPanel::toExchange() const
{
    return m_kind->currentIndex() == 1;
}

void PublishPanel::setKind()
{
    const bool exchange = toExchange();
    m_keyLabel->setText(exchange ? tr("&Route") : tr("&Key"));
    m_queue->lineEdit()->setPlaceholderText(exchange ? tr("Name of the exchange") : tr("A new name makes a new queue"));
    m_delay->setEnabled(!exchange);
    m_copies->setEnabled(!exchange);
    m_queue->clear();
    fillQueues();
    if (const auto queue = m_context.client.queue(m_context.current.queue()); exchange)
        m_queue->setEditText(QString::fromStdString(m_context.current.exchange()));
    else if (queue)
        m_queue->setEditText(QString::fromStdString(queue->name));
    checkBody();
}

QWidget* PublishPanel::firstWidget() const
{
    return m_queue;
}

void PublishPanel::fillQueues()
{
    const QString typed = m_queue->currentText();
    m_queue->clear();
    const Snapshot& now = *m_context.client.snapshot();
    if (toExchange())
        for (size_t i = 0; i < std::min(now.exchanges.size(), kNamesOffered); ++i)
            m_queue->addItem(QString::fromStdString(now.exchanges[i]->name));
    else
        for (size_t i = 0; i < std::min(now.queues.size(), kNamesOffered); ++i)
            m_queue->addItem(QString::fromStdString(now.queues[i]->name));
    m_queue->setEditText(typed);
}

void PublishPanel::keepEmptyHeaderRow()
{
    const int rows = m_headers->rowCount();
    const bool lastUsed =
        rows == 0 || (m_headers->item(rows - 1, 0) && !m_headers->item(rows - 1, 0)->text().isEmpty());
    if (lastUsed && rows < static_cast<int>(limits::kHeadersMax))
        m_headers->insertRow(rows);
}

void PublishPanel::checkBody()
{
    const std::string body = m_body->toPlainText().toStdString();
    const size_t first = body.find_first_not_of(" \t\r\n");
    const bool looksLikeJson = first != std::string::npos && (body[first] == '{' || body[first] == '[');
    const auto error = looksLikeJson ? checkJson(body) : std::nullopt;
    m_format->setEnabled(looksLikeJson && !error);
    m_sendButton->setEnabled(!m_queue->currentText().isEmpty() && m_context.client.attached());
    send->setEnabled(m_sendButton->isEnabled());
    QString text = bytesText(body.size());
    if (error)
        text +=
            tr(" \u00b7 not valid JSON, line %1, column %2: %3").arg(error->line).arg(error->column).arg(error->text);
    else if (looksLikeJson)
        text += tr(" \u00b7 valid JSON");
    m_bodyState->setText(text);
    const Colours& colours = Colours::of(palette());
    QPalette shade = m_bodyState->palette();
    shade.setColor(QPalette::WindowText, error ? colours.bad : colours.muted);
    m_bodyState->setPalette(shade);
}

void PublishPanel::format()
{
    const QString formatted = QString::fromStdString(formatJson(m_body->toPlainText().toStdString()));
    QTextCursor cursor(m_body->document()); // through a cursor, so that Ctrl+Z in the editor takes it back
    cursor.select(QTextCursor::Document);
    cursor.insertText(formatted);
}

HeaderList PublishPanel::headerList() const
{
    HeaderList headers;
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        const QTableWidgetItem* name = m_headers->item(row, 0);
        const QTableWidgetItem* value = m_headers->item(row, 1);
        if (name && !name->text().isEmpty())
            headers.emplace_back(name->text().toStdString(), value ? value->text().toStdString() : std::string());
    }
    return headers;
}

void PublishPanel::publish()
{
    if (!m_sendButton->isEnabled())
        return;
    if (toExchange())
        return publishToExchange();
    action::Publish message;
    message.queue = m_queue->currentText().toStdString();
    message.key = m_key->text().toStdString();
    message.body = m_body->toPlainText().toStdString();
    message.headers = headerList();
    message.copies = static_cast<uint32_t>(m_copies->value());
    if (!m_delay->text().isEmpty()) {
        const auto delay = parseDuration(m_delay->text().trimmed().toStdString());
        if (!delay) {
            m_result->setText(tr("The delay is not understood. Write it as 30s, 5m or 1h."));
            m_delay->setFocus();
            return;
        }
        message.delay = *delay;
    }
    m_result->setText(tr("Sending\u2026"));
    m_context.client.submit(
        this, message, [this, name = message.queue, copies = message.copies](const ActionAnswer& answer) {
            if (!answer.status) {
                m_result->setText(tr("Not sent. %1").arg(shownText(answer.status.error().text)));
                return;
            }
            m_result->setText(copies == 1
                    ? tr("Sent as message %1 of %2.").arg(groupedText(answer.number), shownText(name))
                    : tr("Sent as messages %1 to %2 of %3.")
                          .arg(groupedText(answer.number), groupedText(answer.number + copies - 1), shownText(name)));
            if (const auto queue = m_context.client.queueNamed(name); queue && m_context.current.queue().value == 0)
                m_context.current.setQueue(queue->number);
        });
}

void PublishPanel::publishToExchange()
{
    action::PublishToExchange message;
    message.exchange = m_queue->currentText().toStdString();
    message.route = m_key->text().toStdString();
    message.body = m_body->toPlainText().toStdString();
    message.headers = headerList();
    m_result->setText(tr("Sending\u2026"));
    m_context.client.submit(this, message, [this, name = message.exchange](const ActionAnswer& answer) {
        const RouteCounts& route = answer.route;
        if (!answer.status)
            m_result->setText(tr("Not sent. %1").arg(shownText(answer.status.error().text)));
        else if (route.noExchange)
            m_result->setText(tr("There is no exchange %1: bind a queue to it first.").arg(shownText(name)));
        else if (route.routed == 0)
            m_result->setText(tr("Sent, but no queue of %1 wants that route.").arg(shownText(name)));
        else if (route.dropped > 0)
            m_result->setText(tr("Sent to %1 queues of %2; %3 of them were full and dropped it.")
                                  .arg(route.routed)
                                  .arg(shownText(name))
                                  .arg(route.dropped));
        else
            m_result->setText(route.routed == 1
                    ? tr("Sent to 1 queue of %1.").arg(shownText(name))
                    : tr("Sent to %1 queues of %2.").arg(route.routed).arg(shownText(name)));
    });
}

} // namespace tapedeck
