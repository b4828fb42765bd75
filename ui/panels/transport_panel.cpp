#include "ui/panels/transport_panel.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QSlider>
#include <QToolButton>

namespace tapedeck {
namespace {

bool isOver(PlayerState state)
{
    return state == PlayerState::finished || state == PlayerState::stopped || state == PlayerState::failed;
}

QString speedText(const ReplaySpeed& speed)
{
    switch (speed.kind) {
    case ReplaySpeed::Kind::rate:
        return rateText(speed.perSecond);
    case ReplaySpeed::Kind::fastest:
        return TransportBar::tr("as fast as possible");
    case ReplaySpeed::Kind::step:
        return TransportBar::tr("step by step");
    case ReplaySpeed::Kind::original:
        break;
    }
    return TransportBar::tr("original timing \u00d7 %1").arg(QLocale().toString(speed.factor, 'g', 4));
}

} // namespace

// Of the slider: a pixel or less each.
static constexpr int kPositions = 1'000;

TransportBar::TransportBar(WindowContext& context, PlayerId player, QWidget* parent)
    : QFrame(parent)
    , playButton(new QToolButton(this))
    , stepButton(new QToolButton(this))
    , stopButton(new QToolButton(this))
    , m_context(context)
    , m_player(player)
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_position(new QSlider(Qt::Horizontal, this))
    , m_close(new QToolButton(this))
{
    setFrameShape(QFrame::StyledPanel);
    for (QLabel* label : {m_title, m_detail})
        label->setTextFormat(Qt::PlainText);
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    stepButton->setIcon(themedIcon(QStringLiteral("step")));
    stepButton->setToolTip(tr("Publish the next message (Right)"));
    stopButton->setIcon(themedIcon(QStringLiteral("stop")));
    stopButton->setToolTip(tr("Stop for good"));
    m_close->setIcon(themedIcon(QStringLiteral("close")));
    m_close->setToolTip(tr("Take it off the list"));
    stepButton->setAccessibleName(tr("Step"));
    stopButton->setAccessibleName(tr("Stop"));
    m_close->setAccessibleName(tr("Take off the list"));
    setFocusPolicy(Qt::StrongFocus);
    m_position->setRange(0, kPositions);
    m_position->setPageStep(kPositions / 10);
    m_position->setToolTip(tr("Where it is; drag it to go on from elsewhere"));
    const int gap = fontMetrics().height() / 3;
    auto* texts = new QVBoxLayout;
    texts->setSpacing(gap / 2);
    texts->addWidget(m_title);
    texts->addWidget(m_position);
    texts->addWidget(m_detail);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(gap, gap, gap, gap);
    for (QToolButton* button : {playButton, stepButton, stopButton})
        row->addWidget(button);
    row->addLayout(texts, 1);
    row->addWidget(m_close);
    connect(playButton, &QToolButton::clicked, this,
        [this] { control(m_info.state == PlayerState::paused ? ReplayControl::resume : ReplayControl::pause); });
    connect(stepButton, &QToolButton::clicked, this, [this] { control(ReplayControl::step); });
    connect(stopButton, &QToolButton::clicked, this, [this] { control(ReplayControl::stop); });
    connect(m_close, &QToolButton::clicked, this, &TransportBar::dismissed);
    connect(m_position, &QSlider::sliderReleased, this, &TransportBar::seek);
    connect(m_position, &QSlider::sliderMoved, this,
        [this](int position) { m_detail->setText(tr("on from message %1").arg(groupedText(idAt(position).value))); });
    // By keys or wheel, or a click beside the handle: the value follows in this turn.
    connect(m_position, &QSlider::actionTriggered, this, [this](int action) {
        if (action != QAbstractSlider::SliderMove)
            QMetaObject::invokeMethod(this, &TransportBar::seek, Qt::QueuedConnection);
    });
}

MessageId TransportBar::idAt(int position) const
{
    const uint64_t range = m_info.end - m_info.first;
    return m_info.first + static_cast<uint64_t>(static_cast<double>(range) * position / kPositions);
}

void TransportBar::seek()
{
    m_context.client.submit(this, action::SeekReplay{m_player, idAt(m_position->sliderPosition())},
        [this](const ActionAnswer& answer) { m_context.messages.check(answer); });
}

void TransportBar::showPosition(const PlayerInfo& info)
{
    m_position->setAccessibleName(tr("Position of replay %1").arg(info.id));
    m_position->setEnabled(!isOver(info.state) && info.state != PlayerState::finding && info.end > info.first);
    if (m_position->isSliderDown())
        return; // it is in somebody's hand
    const auto range = static_cast<double>(info.end - info.first);
    m_position->setValue(
        range > 0 ? static_cast<int>(static_cast<double>(info.position - info.first) / range * kPositions) : 0);
}

void TransportBar::control(ReplayControl what)
{
    m_context.client.submit(this, action::ControlReplay{m_player, what},
        [this](const ActionAnswer& answer) { m_context.messages.check(answer); });
}

// Its buttons have no use for these keys but Space, which presses the one that has the focus.
void TransportBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && playButton->isEnabled())
        playButton->click();
    else if (event->key() == Qt::Key_Right && stepButton->isEnabled())
        stepButton->click();
    else
        QFrame::keyPressEvent(event);
}

QString TransportBar::stateText() const
{
    switch (m_info.state) {
    case PlayerState::finding:
        return tr("looking for the range");
    case PlayerState::playing:
        return tr("playing");
    case PlayerState::paused:
        return tr("paused");
    case PlayerState::finished:
        return tr("finished");
    case PlayerState::stopped:
        return tr("stopped");
    case PlayerState::failed:
        break;
    }
    return tr("failed: %1").arg(shownText(m_info.error));
}

QString TransportBar::detail(const PlayerInfo& info) const
{
    QString text = tr("%1 of %2").arg(groupedText(info.done), groupedText(info.total));
    if (info.sourceTime.micros)
        text += QStringLiteral(" \u00b7 ") + dateTimeText(info.sourceTime, m_context.zone.zone());
    if (info.state == PlayerState::playing) {
        if (const QString rate = rateText(info.perSecond); !rate.isEmpty())
            text += QStringLiteral(" \u00b7 ") + rate;
        if (info.speed.kind == ReplaySpeed::Kind::original || info.speed.kind == ReplaySpeed::Kind::rate)
            text += QStringLiteral(" \u00b7 ") + tr("drift %1").arg(durationText(info.drift.micros));
        if (info.perSecond > 0.01 && info.total > info.done)
            text += QStringLiteral(" \u00b7 ")
                + tr("about %1 left")
                      .arg(durationText(
                          static_cast<int64_t>(static_cast<double>(info.total - info.done) / info.perSecond * 1e6)));
    }
    if (!info.error.empty() && info.state != PlayerState::failed) // what is in its way, or was left out
        text += QStringLiteral(" \u00b7 ") + shownText(info.error);
    return text;
}

void TransportBar::show(const PlayerInfo& info)
{
    m_info = info;
    const bool over = isOver(info.state), paused = info.state == PlayerState::paused;
    const bool stepwise = info.speed.kind == ReplaySpeed::Kind::step;
    const QString name = shownText(info.target);
    const QString target = info.toExchange ? tr("exchange %1").arg(name)
        : info.broker.empty()              ? name
                                           : tr("%1 of %2").arg(name, shownText(info.broker));
    m_title->setText(
        tr("Replay %1: %2 \u2192 %3, %4 \u2013 %5")
            .arg(info.id)
            .arg(shownText(info.source), target,
                info.loop ? tr("%1, in a loop").arg(speedText(info.speed)) : speedText(info.speed), stateText()));
    if (!m_position->isSliderDown())
        m_detail->setText(detail(info));
    showPosition(info);
    playButton->setIcon(themedIcon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    playButton->setToolTip(paused ? tr("Resume (Space)") : tr("Pause (Space)"));
    playButton->setAccessibleName(paused ? tr("Resume") : tr("Pause"));
    playButton->setEnabled(!over && !stepwise);
    stepButton->setEnabled(!over && (paused || stepwise));
    stopButton->setEnabled(!over);
    m_close->setVisible(over);
}

TransportPanel::TransportPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_empty(new QLabel(tr("No replay is running. Choose messages, then Replay."), this))
{
    auto* inner = new QWidget(this);
    m_layout = new QVBoxLayout(inner);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_layout->addWidget(m_empty);
    m_layout->addStretch(1);
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(inner);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
    connect(&context.client, &EngineClient::engineChanged, this, &TransportPanel::clear);
    connect(&context.client, &EngineClient::snapshotChanged, this,
        [this](const SnapshotPtr&, const SnapshotPtr& now) { update(*now); });
    clear();
}

TransportBar* TransportPanel::bar(PlayerId player) const
{
    const auto it = m_bars.find(player);
    return it == m_bars.end() ? nullptr : it->second;
}

void TransportPanel::clear()
{
    for (const auto& [player, bar] : m_bars)
        bar->deleteLater();
    m_bars.clear();
    m_dismissed.clear();
    update(*m_context.client.snapshot());
}

void TransportPanel::update(const Snapshot& snapshot)
{
    std::set<PlayerId> there;
    bool news = false;
    for (const PlayerInfo& info : snapshot.players) {
        if (m_dismissed.contains(info.id))
            continue;
        there.insert(info.id);
        TransportBar*& bar = m_bars[info.id];
        if (!bar) {
            bar = new TransportBar(m_context, info.id, this);
            m_layout->insertWidget(0, bar); // the newest on top
            news = true;
            connect(bar, &TransportBar::dismissed, this, [this, id = info.id] {
                m_dismissed.insert(id);
                update(*m_context.client.snapshot());
            });
        }
        bar->show(info);
        bar->QWidget::show();
    }
    const size_t before = m_bars.size();
    std::erase_if(m_bars, [&](const auto& entry) {
        if (there.contains(entry.first))
            return false;
        entry.second->deleteLater();
        return true;
    });
    m_empty->setVisible(m_bars.empty());
    if (news)
        Q_EMIT started();
    if (m_bars.empty() && before != 0)
        Q_EMIT emptied();
}

} // namespace tapedeck
