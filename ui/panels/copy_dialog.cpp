#include "ui/panels/copy_dialog.h"

#include "ui/models/plain_text.h"
#include "ui/panels/name_box.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tapedeck {

CopyDialog::CopyDialog(
    WindowContext& context, const QString& title, const std::vector<std::string>& channels, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_channels(channels)
    , m_kind(new QComboBox(this))
    , m_target(new QComboBox(this))
    , m_what(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    m_kind->addItems({tr("Queue"), tr("Exchange")});
    m_target->setEditable(true);
    m_target->setInsertPolicy(QComboBox::NoInsert);
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // names may be long
    m_target->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    m_what->setTextFormat(Qt::PlainText);
    m_what->setWordWrap(true);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Into"), m_kind);
    form->addRow(tr("&Name"), m_target);
    if (!m_channels.empty()) {
        m_channel = new QComboBox(this);
        for (const std::string& channel : m_channels)
            m_channel->addItem(shownText(channel));
        form->addRow(tr("&Settle in channel"), m_channel);
    }
    form->addRow(m_what);
    auto* buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    m_ok = buttons->addButton(m_channel ? tr("Move") : tr("Copy"), QDialogButtonBox::AcceptRole);
    m_ok->setDefault(true);
    form->addRow(buttons);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &CopyDialog::fillTargets);
    connect(m_target, &QComboBox::editTextChanged, this, &CopyDialog::refresh);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        BulkTo to;
        to.target = nameIn(*m_target);
        to.toExchange = m_kind->currentIndex() == 1;
        if (m_channel)
            to.settleIn = m_channels[static_cast<size_t>(m_channel->currentIndex())];
        Q_EMIT chosen(to);
        accept();
    });
    fillTargets();
    m_target->setFocus();
}

void CopyDialog::propose(const std::string& target, bool toExchange, const std::string& channel)
{
    m_kind->setCurrentIndex(toExchange ? 1 : 0);
    showName(*m_target, target);
    for (size_t i = 0; i < m_channels.size(); ++i)
        if (m_channels[i] == channel)
            m_channel->setCurrentIndex(static_cast<int>(i));
}

void CopyDialog::nameChannel(const QString& text)
{
    if (auto* label = qobject_cast<QLabel*>(static_cast<QFormLayout*>(layout())->labelForField(m_channel)))
        label->setText(text);
}

void CopyDialog::fillTargets()
{
    const Snapshot& now = *m_context.client.snapshot();
    m_target->clear();
    if (m_kind->currentIndex() == 1)
        offerExchanges(*m_target, now);
    else
        offerQueues(*m_target, now);
    m_target->setEditText({});
    refresh();
}

void CopyDialog::refresh()
{
    const bool exchange = m_kind->currentIndex() == 1;
    const QString name = m_target->currentText();
    m_ok->setEnabled(!name.isEmpty());
    const bool isNew = !exchange && !name.isEmpty() && !m_context.client.queueNamed(name.toStdString());
    m_what->setText(isNew ? tr("There is no queue of this name; it is made.")
            : exchange    ? tr("They are routed by their keys.")
            : m_channel   ? tr("A message is settled once its copy is published.")
                          : tr("Key, headers and body are copied; the messages stay where they are."));
}

} // namespace tapedeck
