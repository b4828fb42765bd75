#include "ui/panels/inspector_panel.h"

#include "ui/models/json_tree_model.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/body_copy.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/decoder_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/story_panel.h"
#include "ui/views/diff_view.h"
#include "ui/views/hex_view.h"
#include "ui/views/json_delegate.h"
#include "ui/views/text_view.h"
#include "ui/views/theme.h"
#include "ui/views/value_panel.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

static const std::shared_ptr<const std::string> kNoBody = std::make_shared<const std::string>();

InspectorPanel::InspectorPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(this))
    , m_decoders(new DecoderBar(this))
    , m_notice(new NoticeBar(this))
    , m_stack(new QStackedWidget(this))
    , m_tree(new QTreeView(this))
    , m_path(new QLabel(this))
    , m_noTree(new QLabel(this))
    , m_image(new QLabel(this))
    , m_treePage(new QStackedWidget(this))
    , m_text(new TextView(this))
    , m_hex(new HexView(this))
    , m_values(new ValuePanel(this))
    , m_headers(new QTableWidget(this))
    , m_story(new StoryPanel(context, this))
    , m_compare(new ComparePanel(context, this))
    , m_model(new JsonTreeModel(this))
    , m_pretty(new QToolButton(this))
    , m_wrap(new QToolButton(this))
    , m_findEdit(new QLineEdit(this))
    , m_status(new QLabel(this))
    , m_body(kNoBody)
{
    makeActions();
    makeFieldActions();
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QWidget* page : {makeTreePage(), makeTextPage(), makeHexPage(), makeHeadersPage()})
        m_stack->addWidget(page);
    m_stack->addWidget(m_story);
    m_stack->addWidget(m_compare);
    const int gap = fontMetrics().height() / 4;
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    m_title->setContentsMargins(2 * gap, gap, gap, 0);
    layout->addWidget(m_title);
    layout->addWidget(makeBar());
    layout->addWidget(makeBodyBar());
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    connectViews();
    setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    showNothing({});
}

QWidget* InspectorPanel::makeBar()
{
    auto* bar = new QToolBar(this);
    bar->addActions(m_viewActions);
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return bar;
}

// How the body is read, and what is done with its bytes.
QWidget* InspectorPanel::makeBodyBar()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, fontMetrics().height() / 4, 0);
    row->setSpacing(0);
    row->addWidget(m_decoders, 1);
    const int size = fontMetrics().height();
    for (QAction* action : {copyBody, saveBody}) {
        auto* button = new QToolButton(bar);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setIconSize({size, size});
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    return bar;
}

QWidget* InspectorPanel::makeTreePage()
{
    m_tree->setAccessibleName(tr("Body as a tree"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new JsonDelegate(*m_model, m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->addActions({copyValue, copyPath, filterBy, exclude, showAsColumn, plot, copyBody});
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 20);
    m_path->setTextFormat(Qt::PlainText);
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_path->setForegroundRole(QPalette::PlaceholderText);
    m_path->setMargin(fontMetrics().height() / 4);
    m_path->setAccessibleName(tr("Path of the field"));
    m_path->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long path does not widen the panel
    for (QLabel* label : {m_noTree, m_image}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setMargin(fontMetrics().height());
    }
    m_image->setAccessibleName(tr("Body as an image"));
    m_image->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_path);
    m_treePage->insertWidget(treePage, page);
    m_treePage->insertWidget(noTreePage, m_noTree);
    m_treePage->insertWidget(imagePage, m_image);
    return m_treePage;
}

QWidget* InspectorPanel::makeHexPage()
{
    m_hex->setFrameShape(QFrame::NoFrame);
    m_hex->setAccessibleName(tr("Body as bytes"));
    auto* page = new QSplitter(Qt::Vertical, this);
    page->addWidget(m_hex);
    page->addWidget(m_values);
    page->setStretchFactor(0, 1);
    page->setCollapsible(0, false);
    return page;
}

QWidget* InspectorPanel::makeHeadersPage()
{
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setColumnCount(2);
    m_headers->setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->verticalHeader()->hide();
    m_headers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_headers->setFrameShape(QFrame::NoFrame);
    m_headers->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_headers->addActions({copyValue, copyPath, filterBy, exclude, showAsColumn});
    return m_headers;
}

void InspectorPanel::makeActions()
{
    auto* group = new QActionGroup(this);
    const QStringList names = {tr("Tree"), tr("Text"), tr("Hex"), tr("Headers"), tr("Story"), tr("Diff")};
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
    copyBody = add(tr("Copy &whole body"), "copy", {}, [this] { copyBytes(*m_body); });
    saveBody = add(tr("Save body to a &file\u2026"), "save", {}, [this] { saveToFile(); });
    compareWith =
        add(tr("Compare others with this"), "copy", {}, [this] { m_compare->markBase(m_message.queue, m_message.id); });
    compareWith->setToolTip(tr("Compare the messages that are chosen next with this one"));
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
    m_pretty->setToolTip(tr("Show JSON and XML with line breaks and indentation. Copies stay the original bytes."));
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
        decodeBody();
    });
    connect(m_decoders, &DecoderBar::chosen, this, [this](const std::vector<Codec>& steps) {
        m_chosen = steps;
        decodeBody();
    });
    connect(m_pretty, &QToolButton::toggled, this, &InspectorPanel::showText);
    connect(m_wrap, &QToolButton::toggled, m_text, &TextView::setWrap);
    connect(m_findEdit, &QLineEdit::returnPressed, this,
        [this] { findText(QGuiApplication::keyboardModifiers() & Qt::ShiftModifier); });
    connect(m_findEdit, &QLineEdit::textChanged, this, [this] { m_status->clear(); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &InspectorPanel::onTreeCurrent);
    connect(m_headers, &QTableWidget::currentCellChanged, this, &InspectorPanel::refreshFieldActions);
    connect(m_hex, &HexView::markedByUser, this, &InspectorPanel::onHexMarked);
    connect(m_hex, &RowView::selectionChanged, this, &InspectorPanel::showValues);
    connect(&m_context.zone, &ZoneSetting::changed, this, &InspectorPanel::showValues);
}

void InspectorPanel::setView(int view)
{
    m_stack->setCurrentIndex(view);
    if (view == textView && m_textStale)
        showText();
    if (view == hexView)
        showValues();
    m_viewActions[view]->setChecked(true);
    refreshFieldActions();
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
    case storyView:
        return m_story->findChild<QTreeView*>();
    case compareView:
        return m_compare->view();
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
    m_token = m_context.client.takeMessage(
        this, m_context.current.queue(), id, [this](MessageAnswer&& answer) { show(std::move(answer)); });
}

void InspectorPanel::showNothing(const QString& why)
{
    m_message = {};
    m_body = kNoBody;
    m_decoded = {};
    m_decoded.bytes = m_body;
    m_all = true;
    m_title->setText(why.isEmpty() ? tr("No message chosen") : why);
    m_decoders->setSteps({}, true);
    m_notice->hide();
    m_model->clear();
    m_path->clear();
    m_noTree->setText(why.isEmpty() ? tr("Choose a message in the table to see what is in it.") : why);
    m_treePage->setCurrentIndex(noTreePage);
    m_image->clear();
    m_text->setText({});
    m_textStale = false;
    m_hex->setBytes(m_body);
    m_headers->setRowCount(0);
    m_story->setMessage({}, {}, {}, {});
    m_compare->clear();
    for (QAction* action : {copyBody, saveBody, compareWith})
        action->setEnabled(false);
    showValues();
    refreshFieldActions();
}

void InspectorPanel::show(MessageAnswer&& answer)
{
    if (!answer.found) {
        showNothing(answer.error.empty() ? tr("Message %1 is no longer kept.").arg(groupedText(answer.id.value))
                                         : shownText(answer.error));
        return;
    }
    m_body = std::make_shared<const std::string>(std::move(answer.body));
    m_message = std::move(answer);
    m_message.body.clear();
    m_all = false;
    QString title = tr("Message %1 \u00b7 %2 \u00b7 %3")
                        .arg(groupedText(m_message.id.value), dateTimeText(m_message.time, m_context.zone.zone()),
                            bytesText(m_body->size()));
    if (!m_message.key.empty())
        title += tr(" \u00b7 key %1").arg(shownText(m_message.key, Lines::single, 200));
    if (m_message.delay.micros > 0)
        title += tr(" \u00b7 delayed by %1").arg(durationText(m_message.delay.micros));
    m_title->setText(title);
    for (QAction* action : {copyBody, saveBody, compareWith})
        action->setEnabled(true);
    m_story->setMessage(m_message.queue, m_message.id, m_message.time, m_message.delay);
    showHeaders();
    decodeBody();
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

void InspectorPanel::saveToFile()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save body"), tr("message-%1").arg(m_message.id.value));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_body->data(), static_cast<qint64>(m_body->size())) < 0
        || !file.commit())
        m_context.messages.fail(tr("%1 could not be written: %2").arg(path, file.errorString()));
    else
        m_context.messages.say(tr("Saved %1 to %2.").arg(bytesText(m_body->size()), path));
}

void InspectorPanel::findText(bool backwards)
{
    if (view() != textView)
        setView(textView);
    m_status->setText(m_text->find(m_findEdit->text(), backwards) ? QString() : tr("not found"));
}

} // namespace tapedeck
