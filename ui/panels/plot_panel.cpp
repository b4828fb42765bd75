#include "ui/panels/plot_panel.h"

#include "ui/models/message_lines.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/plot_view.h"
#include "ui/views/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tapedeck {

PlotPanel::PlotPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_view(new PlotView(this))
    , m_title(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_readout(new QLabel(this))
    , m_again(new QToolButton(this))
    , m_stop(new QToolButton(this))
{
    for (QLabel* label : {m_title, m_summary, m_readout})
        label->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_again->setText(tr("Up to the current message"));
    m_again->setToolTip(tr("Draw the same field of the messages up to the one that is chosen now"));
    m_stop->setText(tr("Stop"));
    m_stop->setToolTip(tr("Keep what is drawn and ask for no more"));
    const int gap = fontMetrics().height() / 4;
    auto* row = new QHBoxLayout;
    row->setContentsMargins(gap, gap, gap, 0);
    row->addWidget(m_title, 1);
    row->addWidget(m_summary);
    row->addWidget(m_stop);
    row->addWidget(m_again);
    m_readout->setContentsMargins(gap, 0, gap, gap);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(row);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_readout);
    connect(m_view, &PlotView::currentChanged, this, [this] { m_readout->setText(m_view->readout()); });
    connect(m_view, &PlotView::chosen, this, [this](MessageId id) {
        if (m_context.current.queue() == m_queue)
            m_context.current.setMessage(id);
    });
    connect(m_again, &QToolButton::clicked, this, [this] {
        if (m_context.current.message().value != 0)
            begin(m_context.current.queue(), m_context.current.message(), std::vector(m_steps), std::vector(m_how));
    });
    connect(m_stop, &QToolButton::clicked, this, &PlotPanel::stop);
    connect(&context.zone, &ZoneSetting::changed, this, [this] { m_view->setZone(m_context.zone.zone()); });
    connect(&context.client, &EngineClient::engineChanged, this, [this] {
        m_token = 0;
        m_steps.clear();
        m_points.clear();
        m_view->setPoints({});
        refreshTexts();
    });
    m_view->setZone(context.zone.zone());
    refreshTexts();
}

void PlotPanel::begin(
    QueueNo queue, MessageId last, const std::vector<FilterSetting::Step>& steps, const std::vector<Codec>& how)
{
    m_context.client.forget(m_token);
    m_queue = queue;
    m_last = last;
    m_end = last + 1;
    m_steps = steps;
    m_how = how;
    m_points.clear();
    m_bodies.clear();
    m_looked = m_without = m_tooLarge = 0;
    m_view->setPoints({});
    askPage();
}

void PlotPanel::stop()
{
    m_context.client.forget(m_token);
    m_token = 0;
    refreshTexts();
}

void PlotPanel::askPage()
{
    m_token = 0;
    const auto queue = m_context.client.queue(m_queue);
    const uint64_t first = queue ? queue->stats.first.value : m_end.value;
    const uint64_t count = std::min<uint64_t>(
        {kPageRows, kMessagesMax - std::min(kMessagesMax, m_looked), m_end.value - std::min(m_end.value, first)});
    if (count > 0) {
        PageRequest request;
        request.queue = m_queue;
        request.first = MessageId{m_end.value - count};
        request.count = static_cast<uint32_t>(count);
        request.previewBytes = kPreviewBytes;
        m_end = request.first;
        m_looked += count;
        m_token = m_context.client.ask(this, std::move(request), [this](const Page& page) { onPage(page); });
    }
    refreshTexts();
}

void PlotPanel::onPage(const Page& page)
{
    for (const MessageRow& row : page.rows) {
        // What its headers say is not in a page: they are only needed to tell what a body is.
        if (row.bodyBytes > kBodyBytesMax)
            ++m_tooLarge;
        else if (row.bodyBytes > row.preview.size())
            m_bodies.push_back(row.id);
        else
            read(row.id, row.time, {}, row.preview);
    }
    finishPart();
    askBody();
}

void PlotPanel::askBody()
{
    if (m_bodies.empty()) {
        finishPart();
        askPage();
        return;
    }
    const MessageId id = m_bodies.front();
    m_bodies.pop_front();
    m_token = m_context.client.takeMessage(this, m_queue, id, [this](MessageAnswer&& answer) {
        if (answer.found)
            read(answer.id, answer.time, answer.headers, std::move(answer.body));
        askBody();
    });
}

void PlotPanel::read(MessageId id, Time time, const HeaderList& headers, std::string body)
{
    const Decoded decoded =
        decode(std::make_shared<const std::string>(std::move(body)), true, hintsOf(headers), m_how, kBodyBytesMax);
    if (const auto number = numberAt(decoded, m_steps))
        m_points.push_back({id, time, *number});
    else
        ++m_without;
}

void PlotPanel::finishPart()
{
    std::sort(m_points.begin(), m_points.end(),
        [](const PlotPoint& a, const PlotPoint& b) { return a.time != b.time ? a.time < b.time : a.id < b.id; });
    m_view->setPoints(m_points);
}

void PlotPanel::refreshTexts()
{
    const QString path = shownText(FilterSetting::jsonPath(m_steps).mid(4).toStdString(), Lines::single, 500);
    const bool begun = !m_steps.empty() || m_last.value != 0;
    m_title->setText(begun ? tr("$%1").arg(path) : tr("No field is drawn"));
    m_title->setToolTip(toolTipText(m_title->text()));
    m_view->setAccessibleName(begun ? tr("$%1 over time").arg(path) : tr("Numbers over time"));
    m_view->setEmptyText(!begun ? tr("Choose a number in the inspector's tree, then \u201cPlot over time\u201d.")
            : m_token != 0      ? tr("Reading messages\u2026")
                                : tr("None of the messages has a number in this field."));
    QString text;
    if (!m_points.empty()) {
        const PlotSummary all = summarise(m_points);
        text =
            tr("%1 values \u00b7 least %2 \u00b7 mean %3 \u00b7 most %4")
                .arg(groupedText(m_points.size()), numberText(all.least), numberText(all.mean), numberText(all.most));
    }
    if (m_without > 0)
        text += tr(" \u00b7 %1 without it").arg(groupedText(m_without));
    if (m_tooLarge > 0)
        text += tr(" \u00b7 %1 too large").arg(groupedText(m_tooLarge));
    m_summary->setText(text);
    m_stop->setVisible(m_token != 0);
    m_again->setEnabled(begun);
}

} // namespace tapedeck
