#include "ui/panels/help_dialog.h"

#include "ui/models/plain_text.h"
#include "ui/models/translation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QListWidget>
#include <QSplitter>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace tapedeck {

// Examples from the user's own data: enough to see how it is done.
static constexpr int kOwnFiltersMax = 8;
static const QLatin1String kCopyLink("copy:");

HelpDialog::HelpDialog(WindowContext& context, std::function<QString()> keysPage, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_keysPage(std::move(keysPage))
    , m_list(new QListWidget(this))
    , m_browser(new QTextBrowser(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Help"));
    setSizeGripEnabled(true);
    for (const HelpPage& page : helpPages()) {
        auto* item = new QListWidgetItem(page.title, m_list);
        item->setData(Qt::UserRole, page.name);
    }
    m_list->setAccessibleName(tr("Pages of the help"));
    m_browser->setAccessibleName(tr("Page"));
    m_browser->setOpenLinks(false); // nothing but these pages is opened
    auto* parts = new QSplitter(this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(m_list);
    parts->addWidget(m_browser);
    parts->setStretchFactor(1, 1);
    const int em = fontMetrics().averageCharWidth();
    // All of the longest title, in whatever language, with room for a scroll bar.
    const int titles = m_list->sizeHintForColumn(0) + 2 * m_list->frameWidth() + em * 3;
    parts->setSizes({titles, em * 84});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(parts);
    resize(titles + em * 89, fontMetrics().height() * 38);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item)
            showPage(item->data(Qt::UserRole).toString());
    });
    connect(m_browser, &QTextBrowser::anchorClicked, this, &HelpDialog::follow);
}

void HelpDialog::showPage(const QString& name)
{
    int row = 0;
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->data(Qt::UserRole).toString() == name)
            row = i;
    m_page = m_list->item(row)->data(Qt::UserRole).toString();
    m_list->setCurrentRow(row);
    render(nullptr);
    if (m_page == QLatin1String("filter.md") && m_context.current.message().value)
        m_context.client.requestMessage(this, m_context.current.queue(), m_context.current.message(),
            [this, page = m_page](const MessageAnswer& answer) {
                if (answer.found && page == m_page)
                    render(&answer);
            });
}

void HelpDialog::render(const MessageAnswer* message)
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    const std::string name = queue ? queue->name : std::string();
    QString markdown;
    if (m_page == QLatin1String("keys.md"))
        markdown = m_keysPage();
    else
        markdown = filledHelp(helpSource(m_page, currentLanguage()), helpFacts(*m_context.client.snapshot(), name));
    if (m_page == QLatin1String("filter.md"))
        markdown = filterPage(markdown, message ? ownFilters(*message, name, kOwnFiltersMax) : QStringList(),
            tr("From the current message"));
    m_code = codeBlocks(markdown);
    // Behind each block stands what copies it.
    QStringList lines;
    bool inside = false;
    int block = 0;
    for (const QString& line : markdown.split(QLatin1Char('\n'))) {
        lines << line;
        if (!line.startsWith(QLatin1String("```")))
            continue;
        inside = !inside;
        if (!inside)
            lines << QString() << QStringLiteral("[%1](%2%3)").arg(tr("Copy")).arg(kCopyLink).arg(block++) << QString();
    }
    m_browser->document()->setMarkdown(lines.join(QLatin1Char('\n')), QTextDocument::MarkdownDialectGitHub);
    m_browser->moveCursor(QTextCursor::Start);
}

void HelpDialog::follow(const QUrl& link)
{
    const QString text = link.toString();
    if (text.startsWith(kCopyLink)) {
        const QString code = m_code.value(text.mid(kCopyLink.size()).toInt());
        QGuiApplication::clipboard()->setText(code);
        m_context.messages.say(tr("Copied: %1").arg(shownText(code.section(QLatin1Char('\n'), 0, 0).toStdString())));
    } else if (!helpSource(text, {}).isEmpty() || text == QLatin1String("keys.md"))
        showPage(text);
}

} // namespace tapedeck
