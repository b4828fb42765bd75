#include "ui/panels/transfer_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>

namespace tapedeck {

TransferDialog::TransferDialog(WindowContext& context, Transfers& transfers, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_transfers(transfers)
    , m_state(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    // Another tape is another place.
    connect(&context.client, &EngineClient::engineChanged, this, &QDialog::close);
}

TransferDialog::~TransferDialog()
{
    m_previewing.cancel();
    m_running.cancel();
}

QDialogButtonBox* TransferDialog::makeButtons(const QString& start)
{
    auto* buttons = new QDialogButtonBox(this);
    m_close = buttons->addButton(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(start, QDialogButtonBox::ActionRole);
    m_start->setDefault(true);
    connect(m_start, &QPushButton::clicked, this, &TransferDialog::begin);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    return buttons;
}

void TransferDialog::beginRun(const QString& title, ProgressDialog::Unit unit)
{
    m_busy = true;
    refresh();
    m_running = Transfer();
    m_progress = new ProgressDialog(title, unit, this);
    connect(m_progress, &ProgressDialog::cancelled, this, [this] { m_running.cancel(); });
    m_progress->open();
}

Transfers::Progressed TransferDialog::advancing() const
{
    return [progress = m_progress](const TransferProgress& now) {
        if (progress)
            progress->advance(now.done, now.total);
    };
}

void TransferDialog::endRun()
{
    m_busy = false;
    refresh();
}

} // namespace tapedeck
