#include "ui/panels/template_menu.h"

#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QDesktopServices>
#include <QDir>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace tapedeck {

// More than these are not read in a menu.
static constexpr qsizetype kNamesShown = 60;

TemplateMenu::TemplateMenu(
    WindowContext& context, QString folder, std::function<MessageDraft()> current, QWidget* parent)
    : QMenu(parent)
    , m_context(context)
    , m_templates(std::move(folder))
    , m_current(std::move(current))
{
    connect(this, &QMenu::aboutToShow, this, &TemplateMenu::fill);
}

void TemplateMenu::fill()
{
    clear();
    const QStringList names = m_templates.names();
    for (const QString& name : names.first(std::min(names.size(), kNamesShown)))
        addAction(themedIcon(QStringLiteral("publish")), menuText(shownText(name.toStdString())), this,
            [this, name] { open(name); });
    if (names.isEmpty())
        addAction(tr("No templates yet"))->setEnabled(false);
    addSeparator();
    addAction(
        themedIcon(QStringLiteral("save")), tr("&Save this draft as a template…"), this, [this] { save(m_current()); });
    QMenu* renaming = addMenu(tr("&Rename"));
    QMenu* removing = addMenu(themedIcon(QStringLiteral("delete")), tr("&Delete"));
    for (const QString& name : names.first(std::min(names.size(), kNamesShown))) {
        const QString text = menuText(shownText(name.toStdString()));
        renaming->addAction(text, this, [this, name] { rename(name); });
        removing->addAction(text, this, [this, name] { remove(name); });
    }
    renaming->setEnabled(!names.isEmpty());
    removing->setEnabled(!names.isEmpty());
    addAction(themedIcon(QStringLiteral("open")), tr("Open the &folder"), this, [this] {
        QDir().mkpath(m_templates.folder());
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_templates.folder()));
    });
}

void TemplateMenu::check(const Status& status)
{
    if (!status)
        m_context.messages.fail(shownText(status.error().text));
}

void TemplateMenu::open(const QString& name)
{
    const auto draft = m_templates.load(name);
    if (draft)
        Q_EMIT chosen(*draft);
    else
        m_context.messages.fail(shownText(draft.error().text));
}

void TemplateMenu::askName(const QString& title, const QString& name, std::function<void(const QString&)> done)
{
    auto* dialog = new QInputDialog(parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name of the template"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, std::move(done));
    dialog->open();
}

void TemplateMenu::save(const MessageDraft& draft)
{
    const QString proposed = shownText(draft.target).remove(QLatin1Char('/'));
    askName(tr("Save as a template"), proposed, [this, draft](const QString& name) {
        if (!m_templates.names().contains(name)) {
            check(m_templates.save(name, draft));
            return;
        }
        auto* confirm = new QMessageBox(QMessageBox::Question, tr("Save as a template"),
            tr("There is a template of this name already. Replace it?"), QMessageBox::Cancel, parentWidget());
        confirm->setAttribute(Qt::WA_DeleteOnClose);
        QPushButton* replace = confirm->addButton(tr("Replace"), QMessageBox::AcceptRole);
        connect(replace, &QPushButton::clicked, this, [this, name, draft] { check(m_templates.save(name, draft)); });
        confirm->open();
    });
}

void TemplateMenu::rename(const QString& name)
{
    askName(tr("Rename the template"), name, [this, name](const QString& to) { check(m_templates.rename(name, to)); });
}

// Undo brings it back, if it could be read.
void TemplateMenu::remove(const QString& name)
{
    const auto draft = m_templates.load(name);
    check(m_templates.remove(name));
    if (draft)
        m_context.undo.push(tr("deleting the template %1").arg(shownText(name.toStdString())),
            [this, name, kept = *draft] { check(m_templates.save(name, kept)); });
}

} // namespace tapedeck
