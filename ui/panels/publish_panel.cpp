#include "ui/panels/publish_panel.h"

#include "ui/models/draft_files.h"
#include "ui/models/message_drag.h"
#include "ui/models/plain_text.h"
#include "ui/panels/draft_editor.h"
#include "ui/panels/template_menu.h"
#include "ui/views/theme.h"

#include <QDropEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>

namespace tapedeck {

// What is typed is written when nobody has typed for a moment.
static constexpr int kSaveLaterMs = 1000;

PublishPanel::PublishPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , send(new QAction(themedIcon(QStringLiteral("send")), tr("&Send message"), this))
    , newDraft(new QAction(themedIcon(QStringLiteral("add")), tr("New &draft"), this))
    , m_context(context)
    , m_tabs(new QTabWidget(this))
    , m_templates(new TemplateMenu(
          context, templateFolder(), [this] { return editor()->draft(); }, this))
    , m_saveLater(new QTimer(this))
{
    setAcceptDrops(true);
    m_saveLater->setSingleShot(true);
    m_saveLater->setInterval(kSaveLaterMs);
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->setAccessibleName(tr("Drafts"));
    auto* corner = new QWidget(m_tabs);
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, 0, 0);
    auto* add = new QToolButton(corner);
    add->setDefaultAction(newDraft);
    add->setAutoRaise(true);
    auto* menu = new QToolButton(corner);
    menu->setText(tr("Templates"));
    menu->setIcon(themedIcon(QStringLiteral("open")));
    menu->setToolTip(tr("Drafts that are kept as files, to be sent again and again"));
    menu->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->setAutoRaise(true);
    menu->setMenu(m_templates);
    row->addWidget(add);
    row->addWidget(menu);
    m_tabs->setCornerWidget(corner);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    send->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
    newDraft->setToolTip(tr("A new draft in a tab of its own"));
    connect(send, &QAction::triggered, this, [this] { editor()->send(); });
    connect(newDraft, &QAction::triggered, this, [this] {
        this->add();
        begin();
    });
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &PublishPanel::close);
    connect(m_tabs, &QTabWidget::currentChanged, this, &PublishPanel::refreshSend);
    connect(m_templates, &TemplateMenu::chosen, this, &PublishPanel::open);
    connect(m_saveLater, &QTimer::timeout, this, &PublishPanel::save);
    this->add();
}

PublishPanel::~PublishPanel() = default;

DraftEditor* PublishPanel::editor() const
{
    return static_cast<DraftEditor*>(m_tabs->currentWidget());
}

DraftEditor* PublishPanel::add()
{
    if (m_tabs->count() == kDraftsMax) {
        m_context.messages.fail(tr("%1 drafts are open; close one first.").arg(kDraftsMax));
        return nullptr;
    }
    auto* draft = new DraftEditor(m_context, m_tabs);
    const auto name = [this, draft] {
        const int at = m_tabs->indexOf(draft);
        m_tabs->setTabText(at, menuText(draft->title()));
        m_tabs->setTabToolTip(at, toolTipText(draft->title()));
    };
    m_tabs->addTab(draft, draft->title());
    connect(draft, &DraftEditor::titleChanged, this, name);
    connect(draft, &DraftEditor::canSendChanged, this, &PublishPanel::refreshSend);
    connect(draft, &DraftEditor::changed, this, [this] {
        if (!m_path.isEmpty())
            m_saveLater->start();
    });
    m_tabs->setCurrentWidget(draft);
    name();
    refreshSend();
    return draft;
}

void PublishPanel::close(int index)
{
    auto* draft = static_cast<DraftEditor*>(m_tabs->widget(index));
    if (!draft->untouched())
        m_context.undo.push(tr("closing a draft"), [this, kept = draft->draft()] { open(kept); });
    if (m_tabs->count() == 1)
        add();
    m_tabs->removeTab(m_tabs->indexOf(draft));
    draft->deleteLater();
    if (!m_path.isEmpty())
        m_saveLater->start();
}

void PublishPanel::refreshSend()
{
    if (m_tabs->count() > 0)
        send->setEnabled(editor()->canSend());
}

void PublishPanel::open(const MessageDraft& draft)
{
    DraftEditor* into = editor()->untouched() ? editor() : add();
    if (!into)
        return;
    into->setDraft(draft);
    into->bodyEdit()->setFocus();
}

void PublishPanel::begin()
{
    editor()->begin();
}

void PublishPanel::showUsualQueue()
{
    for (int i = 0; i < m_tabs->count(); ++i)
        static_cast<DraftEditor*>(m_tabs->widget(i))->showUsualQueue();
}

void PublishPanel::beginFor(const std::string& exchange)
{
    if (DraftEditor* into = editor()->untouched() ? editor() : add())
        into->beginFor(exchange);
}

// ---------------------------------------------------------------------------------------------- kept

void PublishPanel::keepIn(const QString& path)
{
    const auto drafts = loadDrafts(path);
    if (!drafts) { // it is left alone: perhaps another version wrote it
        m_context.messages.fail(shownText(drafts.error().text));
        return;
    }
    m_path = path;
    for (const MessageDraft& draft : *drafts)
        if (m_tabs->count() < kDraftsMax)
            open(draft);
    m_tabs->setCurrentIndex(0);
    m_saveLater->stop();
}

void PublishPanel::save()
{
    m_saveLater->stop();
    if (m_path.isEmpty())
        return;
    std::vector<MessageDraft> drafts;
    for (int i = 0; i < m_tabs->count(); ++i)
        if (const auto* draft = static_cast<DraftEditor*>(m_tabs->widget(i)); !draft->untouched())
            drafts.push_back(draft->draft());
    if (const Status saved = saveDrafts(m_path, drafts); !saved)
        m_context.messages.fail(shownText(saved.error().text));
}

// ---------------------------------------------------------------------------------------------- drops

void PublishPanel::dragEnterEvent(QDragEnterEvent* event)
{
    const QMimeData& mime = *event->mimeData();
    const bool tape = mime.hasUrls() && mime.urls().first().path().endsWith(QLatin1String(".tape"));
    if (mime.hasFormat(messageMime()) || (mime.hasUrls() && mime.urls().first().isLocalFile() && !tape))
        event->acceptProposedAction();
}

void PublishPanel::dropEvent(QDropEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (const auto dragged = draggedMessages(*event->mimeData())) {
        Q_EMIT messagesDropped(dragged->queue, dragged->ids);
        return;
    }
    DraftEditor* into = editor()->untouched() ? editor() : add();
    if (into && event->mimeData()->hasUrls())
        into->loadBody(event->mimeData()->urls().first().toLocalFile());
}

// ---------------------------------------------------------------------------------------------- the editor's

QWidget* PublishPanel::firstWidget() const
{
    return queueBox();
}
QComboBox* PublishPanel::kindBox() const
{
    return editor()->kindBox();
}
QComboBox* PublishPanel::queueBox() const
{
    return editor()->queueBox();
}
QLineEdit* PublishPanel::keyEdit() const
{
    return editor()->keyEdit();
}
QPlainTextEdit* PublishPanel::bodyEdit() const
{
    return editor()->bodyEdit();
}
QTableWidget* PublishPanel::headerTable() const
{
    return editor()->headerTable();
}
QSpinBox* PublishPanel::copiesBox() const
{
    return editor()->copiesBox();
}
QLabel* PublishPanel::result() const
{
    return editor()->result();
}

} // namespace tapedeck
