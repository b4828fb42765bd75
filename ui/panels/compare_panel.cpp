#include "ui/panels/compare_panel.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/diff_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace tapedeck {

ComparePanel::ComparePanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_base(new QComboBox(this))
    , m_summary(new QLabel(this))
    , m_fold(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_view(new DiffView(this))
{
    m_base->setAccessibleName(tr("Compare with"));
    m_base->setToolTip(tr("Which message the current one is compared with"));
    m_base->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_base->setMinimumContentsLength(14);
    m_fold->setText(tr("Fold"));
    m_fold->setToolTip(tr("Show only what differs and the lines around it"));
    m_fold->setCheckable(true);
    m_next->setText(tr("Next"));
    m_next->setToolTip(tr("Go to the next difference"));
    for (QToolButton* button : {m_fold, m_next}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_view->setFrameShape(QFrame::NoFrame);
    const int gap = fontMetrics().height() / 4;
    auto* row = new QHBoxLayout;
    row->setContentsMargins(gap, 0, gap, 0);
    row->addWidget(m_base, 1);
    row->addWidget(m_fold);
    row->addWidget(m_next);
    m_summary->setContentsMargins(gap, 0, gap, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(row);
    layout->addWidget(m_summary);
    layout->addWidget(m_view, 1);
    connect(m_base, &QComboBox::activated, this, &ComparePanel::refresh);
    connect(m_fold, &QToolButton::toggled, m_view, &DiffView::setFolded);
    connect(m_next, &QToolButton::clicked, m_view, &DiffView::nextChange);
    connect(&context.client, &EngineClient::engineChanged, this, [this] {
        m_marked = {};
        refreshChoices();
        clear();
    });
    refreshChoices();
    clear();
}

void ComparePanel::refreshChoices()
{
    const int chosen = m_marked.value != 0 ? std::max(0, m_base->currentIndex()) : 0;
    m_base->clear();
    m_base->addItem(tr("With the message before"));
    if (m_marked.value != 0)
        m_base->addItem(tr("With message %1").arg(groupedText(m_marked.value)));
    m_base->setCurrentIndex(chosen);
}

void ComparePanel::markBase(QueueNo queue, MessageId id)
{
    m_markedQueue = queue;
    m_marked = id;
    refreshChoices();
    m_base->setCurrentIndex(markedMessage);
    m_context.messages.say(tr("Messages are compared with %1 from now on.").arg(groupedText(id.value)));
    refresh();
}

void ComparePanel::setMessage(
    const MessageAnswer& message, std::shared_ptr<const std::string> body, const std::vector<Codec>& chosen)
{
    m_message = message;
    m_body = std::move(body);
    m_chosen = chosen;
    refresh();
}

void ComparePanel::clear()
{
    m_context.client.forget(m_token);
    m_message = {};
    m_body.reset();
    say(tr("Choose a message in the table to compare it."));
}

void ComparePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        refresh();
}

void ComparePanel::say(const QString& text)
{
    m_view->clear();
    m_next->setEnabled(false);
    m_summary->setText(text);
}

void ComparePanel::refresh()
{
    m_stale = true;
    m_context.client.forget(m_token);
    if (!isVisible() || !m_message.found)
        return;
    m_stale = false;
    const bool marked = m_base->currentIndex() == markedMessage;
    const QueueNo queue = marked ? m_markedQueue : m_message.queue;
    const MessageId id = marked ? m_marked : MessageId{m_message.id.value - 1};
    if (id.value == 0) {
        say(tr("There is no message before this one."));
        return;
    }
    m_token = m_context.client.takeMessage(this, queue, id, [this, id](MessageAnswer&& other) {
        if (other.dropped)
            m_stale = true; // asked again when it is looked at again
        else if (!other.found)
            say(other.error.empty() ? tr("Message %1 is no longer kept.").arg(groupedText(id.value))
                                    : shownText(other.error));
        else {
            auto body = std::make_shared<const std::string>(std::move(other.body));
            compare(other, std::move(body));
        }
    });
}

void ComparePanel::compare(const MessageAnswer& other, std::shared_ptr<const std::string> body)
{
    MessageLines left = messageLines(other, std::move(body), m_chosen);
    MessageLines right = messageLines(m_message, m_body, m_chosen);
    LineDiff diff = diffLines(left.lines, right.lines);
    QString text = diff.removed == 0 && diff.added == 0
        ? tr("No difference to message %1").arg(groupedText(other.id.value))
        : tr("\u2212%1 +%2 lines, from message %3 to %4")
              .arg(groupedText(diff.removed), groupedText(diff.added), groupedText(other.id.value),
                  groupedText(m_message.id.value));
    if (left.cut || right.cut)
        text += tr(", in their first %1").arg(bytesText(MessageLines::kBytesMax));
    if (diff.rough)
        text += tr("; too different to be matched line by line");
    m_summary->setText(text);
    m_next->setEnabled(diff.removed + diff.added > 0);
    m_view->setDiff(std::move(left.lines), std::move(right.lines), std::move(diff));
}

} // namespace tapedeck
