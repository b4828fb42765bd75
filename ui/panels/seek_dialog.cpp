#include "ui/panels/seek_dialog.h"

#include "ui/models/place_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/seeker.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tapedeck {

SeekDialog::SeekDialog(WindowContext& context, Seeker& seeker, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_seeker(seeker)
    , m_queue(context.current.queue())
    , m_channel(new QComboBox(this))
    , m_place(new QLineEdit(this))
    , m_understood(new QLabel(this))
    , m_preview(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    const auto queue = context.client.queue(m_queue);
    setWindowTitle(tr("Seek a channel of %1").arg(queue ? shownText(queue->name) : QString()));
    if (queue)
        for (const ChannelStats& channel : queue->stats.channels)
            m_channel->addItem(shownText(channel.name), QByteArray::fromStdString(channel.name));
    m_channel->setCurrentIndex(std::max(0, m_channel->findData(QByteArray::fromStdString(context.current.channel()))));
    // A channel of 200 letters may not make the dialog wider than a screen.
    m_channel->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_channel->setMinimumContentsLength(30);
    m_place->setPlaceholderText(tr("9911, 14:03, -5m, 2026-07-31T14:03:05Z"));
    m_place->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    if (context.current.message().value)
        m_place->setText(QString::number(context.current.message().value));
    for (QLabel* label : {m_understood, m_preview}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_seek = buttons->addButton(tr("Seek"), QDialogButtonBox::AcceptRole);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Channel"), m_channel);
    form->addRow(tr("&To id or time"), m_place);
    form->addRow({}, m_understood);
    form->addRow({}, m_preview);
    form->addRow(buttons);
    connect(m_place, &QLineEdit::textChanged, this, &SeekDialog::check);
    connect(m_channel, &QComboBox::currentIndexChanged, this, &SeekDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        m_seeker.seek(m_queue, m_channel->currentData().toByteArray().toStdString(), *m_target);
        accept();
    });
    m_place->setFocus();
    m_place->selectAll();
    check();
}

void SeekDialog::check()
{
    const auto queue = m_context.client.queue(m_queue);
    m_target = queue ? parsePlace(m_place->text(), queue->stats, wallNow(), m_context.zone.zone()) : std::nullopt;
    m_seek->setEnabled(m_target.has_value() && m_channel->count() > 0);
    m_preview->setText(QStringLiteral(" "));
    if (!m_target) {
        m_understood->setText(m_place->text().trimmed().isEmpty()
                ? tr("An id, a clock time, a distance back from now, or a date.")
                : tr("Neither an id nor a time."));
        return;
    }
    m_understood->setText(placeText(*m_target, m_context.zone.zone()));
    m_preview->setText(tr("Counting\u2026"));
    m_seeker.preview(m_queue, m_channel->currentData().toByteArray().toStdString(), *m_target,
        [label = QPointer<QLabel>(m_preview)](const QString& text) {
            if (label)
                label->setText(text);
        });
}

} // namespace tapedeck
