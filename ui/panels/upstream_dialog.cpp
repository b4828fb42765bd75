#include "ui/panels/upstream_dialog.h"

#include "ui/client/route_trial.h"
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace tapedeck {

UpstreamDialog::UpstreamDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_host(new QLineEdit(this))
    , m_exchange(new QLineEdit(this))
    , m_program(new QLineEdit(QStringLiteral("prefix:"), this))
    , m_source(new QLineEdit(QStringLiteral("tapedeck//mem:private,drop"), this))
    , m_password(new QLineEdit(this))
    , m_port(new QSpinBox(this))
    , m_permanent(new QCheckBox(tr("The &binding there is permanent"), this))
    , m_verdict(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Pull from another broker"));
    m_host->setPlaceholderText(tr("10.0.0.7 or broker.example"));
    m_host->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    m_port->setRange(1, 65535);
    m_port->setValue(8765);
    m_exchange->setPlaceholderText(tr("the same name there and here"));
    m_source->setToolTip(tr("User, queue and type with which this broker signs in there: user/queue/type:parameters"));
    m_password->setEchoMode(QLineEdit::Password);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_add = buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Host"), m_host);
    form->addRow(tr("&Port"), m_port);
    form->addRow(tr("&Exchange"), m_exchange);
    form->addRow(tr("Pro&gram"), m_program);
    form->addRow(tr("&Source"), m_source);
    form->addRow(tr("Pass&word"), m_password);
    form->addRow({}, m_permanent);
    form->addRow({}, m_verdict);
    form->addRow(buttons);
    m_verdict->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    for (QLineEdit* edit : {m_host, m_exchange, m_program, m_source})
        connect(edit, &QLineEdit::textChanged, this, &UpstreamDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &UpstreamDialog::add);
    m_host->setFocus();
    check();
}

void UpstreamDialog::check()
{
    const RouteTrial trial = tryProgram(m_program->text().toStdString());
    const bool filled = !m_host->text().isEmpty() && !m_exchange->text().isEmpty();
    m_add->setEnabled(trial.understood && filled);
    m_verdict->setText(!trial.understood
            ? tr("\u2717 Program, byte %1: %2").arg(trial.errorAt).arg(shownText(trial.error))
            : !trial.stockRefusal.empty()
            ? tr("\u26a0 A stock fq there would refuse the program: %1").arg(shownText(trial.stockRefusal))
            : !filled ? tr("A host and an exchange are needed.")
                      : QString());
    const Colours& colours = Colours::of(palette());
    QPalette shade;
    shade.setColor(QPalette::WindowText,
        !trial.understood                 ? colours.bad
            : !trial.stockRefusal.empty() ? colours.warn
                                          : colours.muted);
    m_verdict->setPalette(shade);
}

void UpstreamDialog::add()
{
    Upstream row;
    row.host = m_host->text().toStdString();
    row.port = static_cast<uint16_t>(m_port->value());
    row.exchange = m_exchange->text().toStdString();
    row.program = m_program->text().toStdString();
    row.source = m_source->text().toStdString();
    row.password = m_password->text().toStdString();
    row.permanentBinding = m_permanent->isChecked();
    m_add->setEnabled(false);
    m_context.client.submit(this, action::AddUpstream{row}, [this, row](const ActionAnswer& answer) {
        if (!answer.status) {
            m_verdict->setText(tr("Not added. %1").arg(shownText(answer.status.error().text)));
            m_add->setEnabled(true);
            return;
        }
        WindowContext& context = m_context;
        const uint64_t id = answer.number;
        context.undo.push(tr("adding the upstream %1").arg(shownText(row.host)), [&context, id] {
            context.client.submit(&context.messages, action::RemoveUpstream{id},
                [&context](const ActionAnswer& undone) { context.messages.check(undone); });
        });
        accept();
    });
}

} // namespace tapedeck
