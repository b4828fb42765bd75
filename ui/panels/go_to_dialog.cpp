#include "ui/panels/go_to_dialog.h"

#include "ui/models/place_text.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tapedeck {

GoToDialog::GoToDialog(WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_place(new QLineEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Go to a message"));
    m_place->setPlaceholderText(tr("9911, 14:03, -5m, 2026-07-31T14:03:05Z"));
    m_place->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    auto* understood = new QLabel(this);
    understood->setTextFormat(Qt::PlainText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* go = buttons->addButton(tr("Go"), QDialogButtonBox::AcceptRole);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Id or time"), m_place);
    form->addRow({}, understood);
    form->addRow(buttons);
    const auto parse = [this, &context]() -> std::optional<SeekTarget> {
        const auto queue = context.client.queue(context.current.queue());
        return queue ? parsePlace(m_place->text(), queue->stats, wallNow(), context.zone.zone()) : std::nullopt;
    };
    const auto check = [this, &context, understood, go, parse] {
        const auto target = parse();
        go->setEnabled(target.has_value());
        understood->setText(target                    ? placeText(*target, context.zone.zone())
                : m_place->text().trimmed().isEmpty() ? tr("An id, a clock time, a distance back from now, or a date.")
                                                      : tr("Neither an id nor a time."));
    };
    connect(m_place, &QLineEdit::textChanged, this, check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, parse] {
        if (const auto target = parse()) {
            Q_EMIT chosen(*target);
            accept();
        }
    });
    check();
}

} // namespace tapedeck
