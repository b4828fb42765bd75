#include "ui/panels/inspector_panel.h"

#include "ui/models/json_tree_model.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/body_copy.h"
#include "ui/panels/notice_bar.h"
#include "ui/views/hex_view.h"
#include "ui/views/json_delegate.h"
#include "ui/views/text_view.h"
#include "ui/views/theme.h"

#include <QActionGroup>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

InspectorPanel::InspectorPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(this))
    , m_notice(new NoticeBar(this))
    , m_stack(new QStackedWidget(this))
    , m_tree(new QTreeView(this))
    , m_noTree(new QLabel(this))
    , m_treePage(new QStackedWidget(this))
    , m_text(new TextView(this))
    , m_hex(new HexView(this))
    , m_headers(new QTableWidget(this))
    , m_model(new JsonTreeModel(this))
    , m_pretty(new QToolButton(this))
    , m_wrap(new QToolButton(this))
    , m_findEdit(new QLineEdit(this))
    , m_status(new QLabel(this))
{
    makeActions();
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tree->setAccessibleName(tr("Body as a tree"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new JsonDelegate(*m_model, m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->addActions({copyValue, copyPath, copyBody});
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 20);
    m_noTree->setAlignment(Qt::AlignCenter);
    m_noTree->setWordWrap(true);
    m_noTree->setTextFormat(Qt::PlainText);
    m_noTree->setMargin(fontMetrics().height());
    m_treePage->addWidget(m_tree);
    m_treePage->addWidget(m_noTree);
    m_hex->setFrameShape(QFrame::NoFrame);
    m_hex->setAccessibleName(tr("Body as bytes"));
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setColumnCount(2);
    m_headers->setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->verticalHeader()->hide();
    m_headers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_headers->setFrameShape(QFrame::NoFrame);
    m_headers->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_headers->addAction(copyValue);
    m_stack->addWidget(m_treePage);
    m_stack->addWidget(makeTextPage());
    m_stack->addWidget(m_hex);
    m_stack->addWidget(m_headers);

    auto* bar = new QToolBar(this);
    bar->addActions(m_viewActions);
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    bar->addSeparator();
    const int size = fontMetrics().height();
    bar->setIconSize({size, size});
    bar->addActions({copyBody, saveBody});
    for (QAction* action : {copyBody, saveBody})
        qobject_cast<QToolButton*>(bar->widgetForAction(action))->setToolButtonStyle(Qt::ToolButtonIconOnly);
    const int gap = fontMetrics().height() / 4;
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    m_title->setContentsMargins(2 * gap, gap, gap, 0);
    layout->addWidget(m_title);
    layout->addWidget(bar);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    connectViews();
    setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    showNothing({});
}

void InspectorPanel::makeActions()
{
    auto* group = new QActionGroup(this);
    const QStringList names = {tr("Tree"), tr("Text"), tr("Hex"), tr("Headers")};
    for (int i = 0; i < viewCount; ++i) {
        auto* action = new QAction(names[i], group);
        action->setCheckable(true);
        action->setShortcut(QKeySequence(Qt::Key_1 + i));
        action->setToolTip(tr("%1 (%2)").arg(names[i], action->shortcut().toString()));
        connect(action, &QAction::triggered, this, [this, i] { setView(i); });
        m_viewActions.append(action);
    }
    m_viewActions[treeView]->setChecked(true);
    const auto add = [this](const QString& text, const char* icon, const QKeySequence& keys, auto run) {
        auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
        action->setShortcut(keys);
        if (!keys.isEmpty())
            action->setToolTip(QStringLiteral("%1 (%2)").arg(
                QString(text).remove(QLatin1Char('&')), keys.toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    copyValue =
        add(tr("Copy &value"), "copy", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { copyCurrentValue(); });
    copyPath = add(tr("Copy &path"), "copy", {},
        [this] { QGuiApplication::clipboard()->setText(m_model->path(m_tree->currentIndex())); });
    copyBody = add(tr("Copy &whole body"), "copy", {}, [this] { copyBytes(m_message.body); });
    saveBody = add(tr("&Save body to a file\u2026"), "save", {}, [this] { saveToFile(); });
    find = add(tr("&Find in text"), "search", QKeySequence::Find, [this] {
        setView(textView);
        m_findEdit->setFocus();
        m_findEdit->selectAll();
    });
    findNext = add(tr("Find &next"), "search", QKeySequence::FindNext, [this] { findText(false); });
}

QWidget* InspectorPanel::makeTextPage()
{
    auto* page = new QWidget(this);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Body as text"));
    m_pretty->setText(tr("Format"));
    m_pretty->setIcon(themedIcon(QStringLiteral("format")));
    m_pretty->setToolTip(tr("Show JSON with line breaks and indentation. Copies stay the original bytes."));
    m_wrap->setText(tr("Wrap"));
    m_wrap->setIcon(themedIcon(QStringLiteral("wrap")));
    m_wrap->setToolTip(tr("Break long lines at the edge"));
    for (QToolButton* button : {m_pretty, m_wrap}) {
        button->setCheckable(true);
        button->setChecked(true);
        button->setAutoRaise(true);
    }
    m_findEdit->setPlaceholderText(tr("Find (Ctrl+F)"));
    m_findEdit->setClearButtonEnabled(true);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(fontMetrics().height() / 4, 0, fontMetrics().height() / 4, 0);
    row->addWidget(m_findEdit, 1);
    row->addWidget(m_status);
    row->addWidget(m_pretty);
    row->addWidget(m_wrap);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_text, 1);
    return page;
}

void InspectorPanel::connectViews()
{
    connect(&m_context.current, &Current::messageChanged, this, &InspectorPanel::load);
    connect(&m_context.client, &EngineClient::engineChanged, this, [this] { showNothing({}); });
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] {
        m_all = true;
        showBody();
    });
    connect(m_pretty, &QToolButton::toggled, this, &InspectorPanel::showText);
    connect(m_wrap, &QToolButton::toggled, m_text, &TextView::setWrap);
    connect(m_findEdit, &QLineEdit::returnPressed, this,
        [this] { findText(QGuiApplication::keyboardModifiers() & Qt::ShiftModifier); });
    connect(m_findEdit, &QLineEdit::textChanged, this, [this] { m_status->clear(); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        const auto [begin, end] = m_model->range(index);
        copyValue->setEnabled(index.isValid());
        copyPath->setEnabled(index.isValid());
        if (begin != end)
            m_hex->mark(begin, end); // the same bytes in the other view
    });
}

void InspectorPanel::setView(int view)
{
    m_stack->setCurrentIndex(view);
    if (view == textView && m_textStale)
        showText();
    m_viewActions[view]->setChecked(true);
    copyValue->setEnabled(view == headersView ? m_headers->rowCount() > 0 : m_tree->currentIndex().isValid());
    copyPath->setEnabled(view == treeView && m_tree->currentIndex().isValid());
}

int InspectorPanel::view() const
{
    return m_stack->currentIndex();
}

QWidget* InspectorPanel::viewWidget() const
{
    switch (view()) {
    case textView:
        return m_text;
    case hexView:
        return m_hex;
    case headersView:
        return m_headers;
    default:
        return m_tree;
    }
}

void InspectorPanel::load()
{
    m_context.client.forget(m_token);
    const MessageId id = m_context.current.message();
    if (id.value == 0) {
        showNothing({});
        return;
    }
    m_token = m_context.client.requestMessage(
        this, m_context.current.queue(), id, [this](const MessageAnswer& answer) { show(answer); });
}

void InspectorPanel::showNothing(const QString& why)
{
    m_message = {};
    m_all = true;
    m_title->setText(why.isEmpty() ? tr("No message chosen") : why);
    m_notice->hide();
    m_model->clear();
    m_noTree->setText(why.isEmpty() ? tr("Choose a message in the table to see what is in it.") : why);
    m_treePage->setCurrentIndex(1);
    m_text->setText({});
    m_textStale = false;
    m_hex->setBytes({});
    m_headers->setRowCount(0);
    for (QAction* action : {copyValue, copyPath, copyBody, saveBody})
        action->setEnabled(false);
}

void InspectorPanel::show(const MessageAnswer& answer)
{
    if (!answer.found) {
        showNothing(answer.error.empty() ? tr("Message %1 is no longer kept.").arg(groupedText(answer.id.value))
                                         : shownText(answer.error));
        return;
    }
    m_message = answer;
    m_all = answer.body.size() <= kHeadBytes;
    QString title = tr("Message %1 \u00b7 %2 \u00b7 %3")
                        .arg(groupedText(answer.id.value), dateTimeText(answer.time, m_context.zone.zone()),
                            bytesText(answer.body.size()));
    if (!answer.key.empty())
        title += tr(" \u00b7 key %1").arg(shownText(answer.key, Lines::single, 200));
    if (answer.delay.micros > 0)
        title += tr(" \u00b7 delayed by %1").arg(durationText(answer.delay.micros));
    m_title->setText(title);
    copyBody->setEnabled(true);
    saveBody->setEnabled(true);
    showBody();
    showHeaders();
}

void InspectorPanel::showBody()
{
    const std::string& body = m_message.body;
    if (m_all)
        m_notice->hide();
    else
        m_notice->show(NoticeBar::Kind::warn,
            tr("The first %1 of %2").arg(bytesText(kHeadBytes), bytesText(body.size())), tr("Load all"));
    m_isJson = false;
    m_formatted.clear();
    if (m_all && body.size() <= kTreeBytesMax) {
        const auto error = m_model->setBody(body);
        m_isJson = !error;
        m_noTree->setText(body.empty() ? tr("The body is empty.")
                : error                ? tr("Not JSON: %1\nLine %2, column %3.\n\nText and Hex show the body as it is.")
                              .arg(error->text)
                              .arg(error->line)
                              .arg(error->column)
                        : QString());
        m_tree->expand(m_model->index(0, 0));
    } else {
        m_model->clear();
        m_noTree->setText(m_all
                ? tr("The tree shows bodies up to %1. Text and Hex show this one.").arg(bytesText(kTreeBytesMax))
                : tr("Load all of the body to see it as a tree, or look at its head as Text or Hex."));
    }
    m_treePage->setCurrentIndex(m_isJson ? 0 : 1);
    m_pretty->setEnabled(m_isJson);
    m_hex->setBytes(m_all ? body : body.substr(0, kHeadBytes));
    m_textStale = true; // made when it is looked at
    setView(view());
}

void InspectorPanel::showText()
{
    m_textStale = false;
    if (m_isJson && m_pretty->isChecked()) {
        if (m_formatted.empty())
            m_formatted = formatJson(m_message.body);
        m_text->setText(shownText(m_formatted, Lines::kept));
    } else {
        m_text->setText(shownText(m_message.body, Lines::kept, m_all ? SIZE_MAX : kHeadBytes));
    }
    m_status->clear();
}

void InspectorPanel::showHeaders()
{
    m_headers->setRowCount(static_cast<int>(m_message.headers.size()));
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        const auto& [name, value] = m_message.headers[static_cast<size_t>(row)];
        m_headers->setItem(row, 0, new QTableWidgetItem(shownText(name)));
        m_headers->setItem(row, 1, new QTableWidgetItem(shownText(value)));
    }
    m_viewActions[headersView]->setText(
        m_message.headers.empty() ? tr("Headers") : tr("Headers %1").arg(m_message.headers.size()));
}

void InspectorPanel::copyCurrentValue()
{
    if (view() == headersView) {
        const int row = m_headers->currentRow();
        if (row >= 0)
            copyBytes(m_message.headers[static_cast<size_t>(row)].second);
    } else if (m_text->hasSelection() && view() == textView) {
        m_text->copySelection();
    } else if (m_tree->currentIndex().isValid()) {
        copyBytes(m_model->plainValue(m_tree->currentIndex()));
        m_context.messages.say(tr("Copied %1.").arg(m_model->path(m_tree->currentIndex())));
    }
}

void InspectorPanel::saveToFile()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save body"), tr("message-%1").arg(m_message.id.value));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || file.write(m_message.body.data(), static_cast<qint64>(m_message.body.size())) < 0 || !file.commit())
        m_context.messages.fail(tr("%1 could not be written: %2").arg(path, file.errorString()));
    else
        m_context.messages.say(tr("Saved %1 to %2.").arg(bytesText(m_message.body.size()), path));
}

void InspectorPanel::findText(bool backwards)
{
    if (view() != textView)
        setView(textView);
    m_status->setText(m_text->find(m_findEdit->text(), backwards) ? QString() : tr("not found"));
}

} // namespace tapedeck
