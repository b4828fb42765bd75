#include "ui/panels/replay_dialog.h"

#include "ui/models/number_text.h"
#include "ui/models/place_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/replay_estimate.h"
#include "ui/panels/name_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace tapedeck {

// Steps of the slider to a power of ten.
static constexpr int kSliderSteps = 60;
static constexpr const char* kBrokerKey = "replay/broker"; // the one that was replayed into last

ReplayDialog::ReplayDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_from(new QLineEdit(this))
    , m_until(new QLineEdit(this))
    , m_filter(new QLineEdit(this))
    , m_broker(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_into(new QComboBox(this))
    , m_target(new QComboBox(this))
    , m_speed(new QComboBox(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_factor(new QDoubleSpinBox(this))
    , m_rate(new QDoubleSpinBox(this))
    , m_loop(new QCheckBox(tr("&Loop until stopped"), this))
    , m_summary(new QLabel(this))
    , m_dryRun(new QLabel(this))
    , m_estimate(new ReplayEstimate(context.client, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    if (const auto queue = context.client.queue(context.current.queue()))
        m_source = queue->name;
    setWindowTitle(tr("Replay %1").arg(shownText(m_source)));
    m_from->setPlaceholderText(tr("the oldest message"));
    m_until->setPlaceholderText(tr("the newest message now"));
    m_filter->setPlaceholderText(tr("every message"));
    m_filter->setToolTip(
        tr("An expression of the filter language; the time between the messages stays the original one"));
    if (context.filter.active() && context.filter.error().isEmpty())
        m_filter->setText(context.filter.text()); // what is shown is what is replayed
    m_target->setEditable(true);
    m_target->setInsertPolicy(QComboBox::NoInsert);
    m_into->addItems({tr("Queue"), tr("Exchange"), tr("Queue of another broker")});
    m_into->setAccessibleName(tr("Into a queue, an exchange or another broker"));
    m_into->setToolTip(tr("Into an exchange, each message is routed again by its key"));
    m_broker->setPlaceholderText(tr("host:port of its RESP port"));
    m_broker->setAccessibleName(tr("The other broker"));
    m_broker->setToolTip(tr("A Tapedeck, floki or Redis; it is this broker that connects to it"));
    m_broker->setText(QSettings().value(kBrokerKey).toString());
    m_password->setPlaceholderText(tr("password, if it wants one"));
    m_password->setAccessibleName(tr("Password of the other broker"));
    m_password->setEchoMode(QLineEdit::Password);
    offerTargets();
    showName(*m_target, m_source + "_replay");
    makeSpeed();
    for (QLabel* label : {m_summary, m_dryRun}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    }
    m_dryRun->setToolTip(tr("Nothing is published before Start"));
    m_loop->setToolTip(tr("Begins again at the first message when the last one was published"));
    lay();
    for (QLineEdit* edit : {m_from, m_until, m_filter, m_broker})
        connect(edit, &QLineEdit::textChanged, this, &ReplayDialog::check);
    connect(m_into, &QComboBox::currentIndexChanged, this, [this] {
        const std::string typed = nameIn(*m_target);
        offerTargets();
        showName(*m_target, typed);
        check();
    });
    connect(m_target, &QComboBox::editTextChanged, this, &ReplayDialog::check);
    connect(m_speed, &QComboBox::currentIndexChanged, this, &ReplayDialog::check);
    connect(m_factor, &QDoubleSpinBox::valueChanged, this, &ReplayDialog::check);
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &ReplayDialog::check);
    connect(m_loop, &QCheckBox::toggled, this, &ReplayDialog::check);
    connect(m_estimate, &ReplayEstimate::changed, this, &ReplayDialog::showEstimate);
    check();
}

void ReplayDialog::makeSpeed()
{
    m_speed->addItem(tr("Original timing"), static_cast<int>(ReplaySpeed::Kind::original));
    m_speed->addItem(tr("Fixed rate"), static_cast<int>(ReplaySpeed::Kind::rate));
    m_speed->addItem(tr("As fast as possible"), static_cast<int>(ReplaySpeed::Kind::fastest));
    m_speed->addItem(tr("Step by step"), static_cast<int>(ReplaySpeed::Kind::step));
    m_factor->setRange(0.01, 1000);
    m_factor->setDecimals(2);
    m_factor->setValue(1);
    m_factor->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_factor->setPrefix(QStringLiteral("\u00d7 "));
    m_factor->setAccessibleName(tr("Speed factor"));
    m_rate->setRange(0.01, 1e6);
    m_rate->setDecimals(2);
    m_rate->setValue(100);
    m_rate->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_rate->setSuffix(tr(" per second"));
    m_rate->setAccessibleName(tr("Messages per second"));
    m_slider->setRange(-2 * kSliderSteps, 3 * kSliderSteps);
    m_slider->setPageStep(kSliderSteps);
    m_slider->setTickPosition(QSlider::TicksBelow);
    m_slider->setTickInterval(kSliderSteps);
    m_slider->setAccessibleName(tr("Speed factor"));
    m_slider->setToolTip(tr("From a hundredth of the original speed to a thousand times as fast"));
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        const double factor = std::pow(10.0, value / static_cast<double>(kSliderSteps));
        // As round as the steps are far apart.
        const double unit = std::pow(10.0, std::floor(std::log10(factor)) - 1);
        m_sliding = true;
        m_factor->setValue(std::round(factor / unit) * unit);
        m_sliding = false;
    });
    connect(m_factor, &QDoubleSpinBox::valueChanged, this, [this](double factor) {
        const QSignalBlocker quiet(m_slider); // what was written stays as it is
        if (!m_sliding)
            m_slider->setValue(static_cast<int>(std::lround(std::log10(factor) * kSliderSteps)));
    });
}

void ReplayDialog::lay()
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("Start"), QDialogButtonBox::AcceptRole);
    auto* speed = new QHBoxLayout;
    speed->addWidget(m_speed);
    speed->addWidget(m_slider, 1);
    speed->addWidget(m_factor);
    speed->addWidget(m_rate);
    auto* form = m_form = new QFormLayout(this);
    for (QWidget* field : {static_cast<QWidget*>(m_from), static_cast<QWidget*>(m_until),
             static_cast<QWidget*>(m_filter), static_cast<QWidget*>(m_target)})
        field->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    form->addRow(tr("&From id or time"), m_from);
    form->addRow(tr("&Until id or time"), m_until);
    form->addRow(tr("&Matching"), m_filter);
    auto* into = new QHBoxLayout;
    into->addWidget(m_into);
    into->addWidget(m_target, 1);
    auto* intoLabel = new QLabel(tr("&Into"), this);
    intoLabel->setBuddy(m_into);
    form->addRow(intoLabel, into);
    m_brokerRow = new QWidget(this);
    auto* broker = new QHBoxLayout(m_brokerRow);
    broker->setContentsMargins({});
    broker->addWidget(m_broker, 3);
    broker->addWidget(m_password, 2);
    auto* brokerLabel = new QLabel(tr("&Broker"), this);
    brokerLabel->setBuddy(m_broker);
    form->addRow(brokerLabel, m_brokerRow);
    auto* speedLabel = new QLabel(tr("&Speed"), this);
    speedLabel->setBuddy(m_speed);
    form->addRow(speedLabel, speed);
    form->addRow({}, m_loop);
    form->addRow(tr("Dry run"), m_dryRun);
    form->addRow(m_summary);
    form->addRow(buttons);
    m_dryRun->setMinimumHeight(fontMetrics().height() * 3); // so that nothing jumps while something is typed
    m_summary->setMinimumHeight(fontMetrics().height() * 3);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &ReplayDialog::start);
}

void ReplayDialog::setRange(MessageId first, MessageId last)
{
    m_from->setText(QStringLiteral("#%1").arg(first.value));
    m_until->setText(QStringLiteral("#%1").arg(last.value));
}

void ReplayDialog::setTimes(Time from, Time until)
{
    m_from->setText(rfc3339Text(from, m_context.zone.zone()));
    m_until->setText(rfc3339Text(until, m_context.zone.zone()));
}

ReplayDialog::Into ReplayDialog::into() const
{
    return static_cast<Into>(m_into->currentIndex());
}

void ReplayDialog::offerTargets()
{
    m_target->clear();
    const Snapshot& now = *m_context.client.snapshot();
    if (into() == Into::exchange)
        offerExchanges(*m_target, now);
    else
        offerQueues(*m_target, now); // of another broker the same names are the likely ones
}

void ReplayDialog::setExchange(const std::string& name)
{
    m_into->setCurrentIndex(static_cast<int>(Into::exchange));
    showName(*m_target, name);
}

// Nothing while a field is not understood.
std::optional<ReplayRequest> ReplayDialog::request() const
{
    const auto queue = m_context.client.queueNamed(m_source);
    if (!queue || m_target->currentText().isEmpty())
        return std::nullopt;
    ReplayRequest r;
    r.source = m_source;
    r.target = nameIn(*m_target);
    r.toExchange = into() == Into::exchange;
    if (into() == Into::broker) {
        r.broker = RemoteBroker::parse(m_broker->text().trimmed().toStdString());
        if (!r.broker)
            return std::nullopt;
        r.broker->password = m_password->text().toStdString();
    }
    const auto place = [&](const QLineEdit& edit) {
        return parsePlace(edit.text(), queue->stats, wallNow(), m_context.zone.zone());
    };
    if (!m_from->text().trimmed().isEmpty()) {
        const auto from = place(*m_from);
        if (!from)
            return std::nullopt;
        (from->kind == SeekTarget::Kind::id ? (void)(r.fromId = from->id) : (void)(r.fromTime = from->time));
    }
    if (!m_until->text().trimmed().isEmpty()) {
        const auto until = place(*m_until);
        if (!until)
            return std::nullopt;
        (until->kind == SeekTarget::Kind::id ? (void)(r.untilId = until->id) : (void)(r.untilTime = until->time));
    }
    if (const std::string text = m_filter->text().trimmed().toStdString(); !text.empty()) {
        Result<Filter> filter = Filter::parse(text);
        if (!filter)
            return std::nullopt;
        r.filter = std::move(filter.value());
    }
    r.speed.kind = static_cast<ReplaySpeed::Kind>(m_speed->currentData().toInt());
    r.speed.factor = m_factor->value();
    r.speed.perSecond = r.speed.kind == ReplaySpeed::Kind::rate ? m_rate->value() : 0;
    r.loop = m_loop->isChecked();
    return r;
}

QString ReplayDialog::summary(const ReplayRequest& r) const
{
    if (r.broker)
        return tr("The messages are published into %1 of %2, which must answer. Keys and headers go along where that "
                  "is a "
                  "Tapedeck; any other broker gets the bodies only.")
                   .arg(shownText(r.target), shownText(r.broker->text()))
            + QLatin1Char(' ') + tr("The originals stay as they are.");
    QString text = tr("The messages are published again, into %1.").arg(shownText(r.target));
    if (r.toExchange)
        text += QLatin1Char(' ')
            + (m_context.client.exchange(r.target)
                    ? tr("Each goes to the queues that are bound for its route now; they are recorded once more.")
                    : tr("There is no such exchange yet: bind a queue to it first."));
    else if (r.target == r.source)
        text += QLatin1Char(' ') + tr("They are added to the queue they come from.");
    else if (!m_context.client.queueNamed(r.target))
        text += QLatin1Char(' ') + tr("That queue will be made.");
    return text + QLatin1Char(' ') + tr("The originals stay as they are.");
}

QString ReplayDialog::estimateText(const ReplayRequest& r) const
{
    const uint64_t count = m_estimate->count();
    if (count == 0)
        return tr("No message is in that range: nothing would be published.");
    QString text = count == 1 ? tr("1 message, number %1").arg(groupedText(m_estimate->first().value))
                              : tr("%1, number %2 to %3")
                                    .arg(messagesText(count), groupedText(m_estimate->first().value),
                                        groupedText(m_estimate->end().value - 1));
    if (m_estimate->firstTime().micros != 0)
        text += tr(", first published %1").arg(dateTimeText(m_estimate->firstTime(), m_context.zone.zone()));
    text += QLatin1String(". ");
    if (r.filter)
        text += tr("Of these, only those that match.") + QLatin1Char(' ');
    const auto takes = m_estimate->takes(r.speed);
    if (r.speed.kind == ReplaySpeed::Kind::step)
        return text + tr("One at a time, whenever you step.");
    if (!takes)
        return text + tr("As fast as the target takes them.");
    const QString length = durationText(takes->micros);
    return text + (r.loop ? tr("Takes %1, again and again until it is stopped.") : tr("Takes %1.")).arg(length);
}

QString ReplayDialog::dryRun() const
{
    return m_dryRun->text();
}

void ReplayDialog::showEstimate()
{
    const auto r = request();
    m_dryRun->setText(r && m_estimate->known() ? estimateText(*r) : QStringLiteral("\u2026"));
}

void ReplayDialog::check()
{
    const auto kind = static_cast<ReplaySpeed::Kind>(m_speed->currentData().toInt());
    m_factor->setVisible(kind == ReplaySpeed::Kind::original);
    m_slider->setVisible(kind == ReplaySpeed::Kind::original);
    m_rate->setVisible(kind == ReplaySpeed::Kind::rate);
    m_form->setRowVisible(m_brokerRow, into() == Into::broker);
    const auto r = request();
    const auto queue = m_context.client.queueNamed(m_source);
    m_start->setEnabled(r.has_value());
    if (r && queue)
        m_estimate->think(queue, *r);
    else
        m_estimate->forget();
    showEstimate();
    m_summary->setText(r && queue ? summary(*r) : whatIsWrong());
}

QString ReplayDialog::whatIsWrong() const
{
    if (m_target->currentText().isEmpty())
        return tr("Name what gets the messages.");
    if (into() == Into::broker && !RemoteBroker::parse(m_broker->text().trimmed().toStdString()))
        return tr("The other broker is HOST:PORT of its RESP port, such as localhost:9797.");
    if (const auto filter = Filter::parse(m_filter->text().trimmed().toStdString()); !filter)
        return shownText(filter.error().text);
    return tr("From and until are ids (9911) or times (14:03, -5m, 2026-07-31T14:03:05Z).");
}

void ReplayDialog::start()
{
    const auto r = request();
    if (!r)
        return;
    if (r->broker)
        QSettings().setValue(kBrokerKey, m_broker->text().trimmed());
    Messages& messages = m_context.messages; // outlives this dialog
    m_context.client.submit(&messages, action::StartReplay{*r}, [&messages, r](const ActionAnswer& answer) {
        if (messages.check(answer))
            messages.say(tr("Replay %1 of %2 into %3 has started.")
                             .arg(answer.number)
                             .arg(shownText(r->source), shownText(r->target)));
    });
    accept();
}

} // namespace tapedeck
