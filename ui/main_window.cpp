#include "ui/main_window.h"

#include "ui/models/action_catalogue.h"
#include "ui/models/colour_rules.h"
#include "ui/models/draft_files.h"
#include "ui/models/field_columns.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/models/row_looks.h"
#include "ui/models/settings.h"
#include "ui/panels/channel_panel.h"
#include "ui/panels/clients_panel.h"
#include "ui/panels/endpoint_bar.h"
#include "ui/panels/endpoint_text.h"
#include "ui/panels/exchange_list.h"
#include "ui/panels/exchange_panel.h"
#include "ui/panels/expectations_panel.h"
#include "ui/panels/faults_panel.h"
#include "ui/panels/file_publisher.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/go_to_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/marks_panel.h"
#include "ui/panels/message_actions.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/mock_maker.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/plot_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/responders_panel.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/seeker.h"
#include "ui/panels/shared_queue_bar.h"
#include "ui/panels/status_line.h"
#include "ui/panels/tape_files.h"
#include "ui/panels/timeline_panel.h"
#include "ui/panels/transport_panel.h"
#include "ui/panels/upstreams_panel.h"
#include "ui/panels/welcome_card.h"
#include "ui/views/dock_tabs.h"
#include "ui/views/message_table.h"
#include "ui/views/plot_view.h"
#include "ui/views/theme.h"
#include "ui/views/timeline_strip.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

// Grows when docks or columns change so that old settings no longer fit.
static constexpr int kLayoutVersion = 2;

MainWindow::MainWindow(Workspace& workspace, Theme& theme)
    : m_workspace(workspace)
    , m_theme(theme)
    , m_context{m_client, m_current, m_undo, m_zone, m_messages, m_filter}
    , m_seeker(new Seeker(m_context, this))
    , m_files(new TapeFiles(m_context, workspace, this))
    , m_queueActions(new QueueActions(m_context, this))
    , m_messageActions(new MessageActions(m_context, this))
    , m_queues(new QueuePanel(m_context, *m_queueActions, this))
    , m_timeline(new TimelinePanel(m_context, *m_seeker, this))
    , m_messagePanel(new MessagePanel(m_context, *m_seeker, this))
    , m_inspector(new InspectorPanel(m_context, this))
    , m_publish(new PublishPanel(m_context, this))
    , m_transport(new TransportPanel(m_context, this))
    , m_welcome(new WelcomeCard(m_context, this))
    , m_exchanges(new ExchangeList(m_context, this))
    , m_exchangePanel(new ExchangePanel(m_context, this))
    , m_sharedQueueBar(new SharedQueueBar(m_context, this))
    , m_clients(new ClientsPanel(m_context, this))
    , m_upstreams(new UpstreamsPanel(m_context, this))
    , m_faults(new FaultsPanel(m_context, this))
    , m_responders(new RespondersPanel(m_context, this))
    , m_expectations(new ExpectationsPanel(m_context, this))
    , m_mockMaker(new MockMaker(m_context, this))
    , m_channels(new ChannelPanel(m_context, this))
    , m_plot(new PlotPanel(m_context, this))
    , m_markList(new MarkList(m_client, this))
    , m_colourRules(new ColourRules(m_client, this))
    , m_rowLooks(std::make_unique<RowLooks>(*m_markList, m_colourRules))
    , m_status(new StatusLine(m_context, this))
    , m_state(new NoticeBar(this))
    , m_notice(new NoticeBar(this))
    , m_centre(new QStackedWidget(this))
    , m_page(new QSplitter(Qt::Vertical, this))
    , m_link(new NoticeBar(this))
    , m_catalogue(new ActionCatalogue(this))
{
    showWholeDockTabs(*this);
    setWindowIcon(themedIcon(QStringLiteral("tape")));
    setAcceptDrops(true);
    setStatusBar(m_status);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    makeCentre();
    makeDocks();
    makeMarks();
    makeConnect();
    makeMenus();
    makeToolBar();
    connectPanels();
    collectActions();
    nameHelp();
    const int em = fontMetrics().height();
    resize(QSize(em * 92, em * 57).boundedTo(screen()->availableSize()));
    resizeDocks({m_queueDock, m_inspectorDock}, {em * 16, em * 24}, Qt::Horizontal);
    resizeDocks({m_publishDock}, {em * 12}, Qt::Vertical);
    m_queues->tree()->setFocus();
    refreshTitle();
}

// The engine's wake-ups end before anything they reach is gone.
MainWindow::~MainWindow()
{
    m_client.setObserver(nullptr);
    m_workspace.setOnLost({});
    m_messagePanel->table()->setDecorator(nullptr); // it goes before the table
}

void MainWindow::makeCentre()
{
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_link);
    layout->addWidget(m_state);
    layout->addWidget(m_notice);
    layout->addWidget(m_centre, 1);
    auto* below = new QWidget(m_page);
    auto* queue = new QVBoxLayout(below);
    queue->setContentsMargins(0, 0, 0, 0);
    queue->setSpacing(0);
    queue->addWidget(m_sharedQueueBar);
    queue->addWidget(m_messagePanel->filterBar());
    queue->addWidget(m_timeline);
    queue->addWidget(m_messagePanel, 1);
    m_page->addWidget(m_exchangePanel);
    m_page->addWidget(below);
    m_page->setStretchFactor(0, 2);
    m_page->setStretchFactor(1, 3);
    m_page->setChildrenCollapsible(false);
    m_centre->addWidget(m_page);
    m_centre->addWidget(m_welcome);
    setCentralWidget(centre);
}

QDockWidget* MainWindow::dock(const QString& title, const char* name, QWidget* panel, Qt::DockWidgetArea area)
{
    auto* d = new QDockWidget(title, this);
    d->setObjectName(QLatin1String(name)); // what saveState() knows it by
    d->setWidget(panel);
    addDockWidget(area, d);
    return d;
}

void MainWindow::makeDocks()
{
    auto* left = new QSplitter(Qt::Vertical, this);
    left->setChildrenCollapsible(false);
    left->addWidget(m_queues);
    left->addWidget(m_exchanges);
    left->setStretchFactor(0, 3);
    left->setStretchFactor(1, 1);
    m_queueDock = dock(tr("Queues"), "queues", left, Qt::LeftDockWidgetArea);
    m_inspectorDock = dock(tr("Inspector"), "inspector", m_inspector, Qt::RightDockWidgetArea);
    m_publishDock = dock(tr("Publish"), "publish", m_publish, Qt::BottomDockWidgetArea);
    m_transportDock = dock(tr("Replays"), "replays", m_transport, Qt::BottomDockWidgetArea);
    m_clientsDock = dock(tr("Clients"), "clients", m_clients, Qt::BottomDockWidgetArea);
    m_upstreamsDock = dock(tr("Upstreams"), "upstreams", m_upstreams, Qt::BottomDockWidgetArea);
    m_channelDock = dock(tr("In flight"), "channel", m_channels, Qt::BottomDockWidgetArea);
    m_plotDock = dock(tr("Plot"), "plot", m_plot, Qt::BottomDockWidgetArea);
    tabifyDockWidget(m_publishDock, m_plotDock);
    tabifyDockWidget(m_publishDock, m_channelDock);
    tabifyDockWidget(m_publishDock, m_transportDock);
    tabifyDockWidget(m_transportDock, m_clientsDock);
    tabifyDockWidget(m_clientsDock, m_upstreamsDock);
    makeMockDocks();
    m_publishDock->raise();
    for (QDockWidget* d : {m_publishDock, m_transportDock, m_clientsDock, m_upstreamsDock, m_channelDock, m_plotDock})
        d->hide();
}

void MainWindow::makeToolBar()
{
    auto* bar = addToolBar(tr("Toolbar"));
    bar->setObjectName(QStringLiteral("toolbar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const int size = fontMetrics().height();
    bar->setIconSize({size, size});
    bar->addAction(m_messagePanel->tail);
    bar->addAction(m_queueActions->seek);
    bar->addAction(m_queueActions->replay);
    bar->addAction(m_publishAction);
    m_messagePanel->tail->setIconText(tr("Tail"));
    m_queueActions->seek->setIconText(tr("Seek"));
    m_queueActions->replay->setIconText(tr("Replay"));
    m_publishAction->setIconText(tr("Publish"));
    addFaultChip(bar);
    auto* gap = new QWidget(bar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(gap);
    m_endpoints = new EndpointBar(m_context, bar);
    bar->addWidget(m_endpoints);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
}

void MainWindow::connectPanels()
{
    connect(&m_client, &EngineClient::snapshotChanged, this, &MainWindow::onSnapshot);
    connect(&m_client, &EngineClient::engineChanged, this, &MainWindow::onSnapshot);
    connect(&m_messages, &Messages::failed, this,
        [this](const QString& text) { m_notice->show(NoticeBar::Kind::bad, text, {}, true); });
    connect(m_messagePanel, &MessagePanel::counted, m_status, &StatusLine::setCounts);
    connect(m_messagePanel, &MessagePanel::replayRequested, this, &MainWindow::askReplay);
    connect(m_queueActions, &QueueActions::seekRequested, this, &MainWindow::askSeek);
    connect(m_queueActions, &QueueActions::replayRequested, this, [this] { askReplayOf(m_timeline->brush()); });
    connect(m_queueActions, &QueueActions::publishRequested, this, &MainWindow::showPublish);
    connect(m_queues, &QueuePanel::filesDropped, this, [this](QueueNo queue, const QStringList& paths) {
        (new FilePublisher(m_context, queue, paths, this))->open();
    });
    connect(m_transport, &TransportPanel::started, this, [this] {
        m_transportDock->show();
        m_transportDock->raise();
    });
    connect(m_transport, &TransportPanel::emptied, m_transportDock, &QWidget::hide);
    connect(m_welcome->publish, &QPushButton::clicked, this, &MainWindow::showPublish);
    connect(m_welcome->open, &QPushButton::clicked, m_files->open, &QAction::trigger);
    connect(m_welcome->demo, &QPushButton::clicked, m_files->demo, &QAction::trigger);
    connect(m_files, &TapeFiles::opened, this, &MainWindow::refreshTitle);
    connect(m_files, &TapeFiles::busyChanged, this, [this](const QString& what) {
        if (what.isEmpty())
            onSnapshot();
        else
            m_state->show(NoticeBar::Kind::info, what);
    });
    connectExchange();
    connectTimeline();
    connectMessages();
    connectInspector();
    connectSections();
    onSnapshot();
}

void MainWindow::attach()
{
    m_files->attach();
}

void MainWindow::openTape(const QString& path)
{
    m_files->openPath(path);
}

void MainWindow::say(const QString& text)
{
    m_notice->show(NoticeBar::Kind::info, text, {}, true);
}

void MainWindow::onSnapshot()
{
    const Snapshot& now = *m_client.snapshot();
    // What is looked at exists, or something that does is chosen.
    if (!m_current.exchange().empty())
        followExchange();
    else if (m_current.queue().value && !m_client.queue(m_current.queue()))
        m_current.setQueue(now.queues.empty() ? QueueNo{} : now.queues.front()->number);
    else if (!m_current.queue().value && !now.queues.empty())
        m_current.setQueue(now.queues.front()->number);
    const bool any =
        std::any_of(now.queues.begin(), now.queues.end(), [](const auto& q) { return q->stats.head.value > 1; });
    m_centre->setCurrentWidget(any || !now.exchanges.empty() ? static_cast<QWidget*>(m_page) : m_welcome);
    if (!m_files->busy()) {
        if (!now.totals.readOnlyReason.empty())
            m_state->show(NoticeBar::Kind::info, tr("Read-only: %1").arg(shownText(now.totals.readOnlyReason)));
        else if (now.totals.storageFull)
            m_state->show(NoticeBar::Kind::warn, tr("The disk is full: nothing can be published until there is room."));
        else
            m_state->hide();
    }
    for (const Endpoint& endpoint : now.endpoints) {
        if (!endpoint.moved || m_saidMoved)
            continue;
        m_saidMoved = true;
        m_notice->show(NoticeBar::Kind::info,
            tr("The usual port of %1 is taken by another program; this one listens on %2.")
                .arg(shownText(endpoint.protocol), shownText(endpoint.address)),
            {}, true);
    }
}

void MainWindow::refreshTitle()
{
    const QString path = m_workspace.path(), remote = m_workspace.remote();
    followRemote();
    setWindowTitle(!m_client.attached() ? tr("Tapedeck")
            : !remote.isEmpty()         ? tr("Broker at %1 \u2014 Tapedeck").arg(remote)
            : path.isEmpty()            ? tr("Ephemeral tape \u2014 Tapedeck")
                             : tr("%1 \u2014 Tapedeck").arg(shownText(QFileInfo(path).fileName().toStdString())));
    setWindowFilePath(path);
}

void MainWindow::showPublish()
{
    m_publishDock->show();
    m_publishDock->raise();
    m_publish->begin();
}

void MainWindow::askSeek()
{
    (new SeekDialog(m_context, *m_seeker, this))->open();
}

void MainWindow::askReplay(MessageId first, MessageId last)
{
    auto* dialog = new ReplayDialog(m_context, this);
    if (first.value)
        dialog->setRange(first, last);
    dialog->open();
}

void MainWindow::askGoTo()
{
    auto* dialog = new GoToDialog(m_context, this);
    connect(dialog, &GoToDialog::chosen, m_messagePanel, &MessagePanel::goTo);
    dialog->open();
}

void MainWindow::cyclePanes(int step)
{
    const QList<QWidget*> all = {m_queues->tree(), m_exchanges->tree(), m_exchangePanel->bindings(),
        m_timeline->strip(), m_messagePanel->table(), m_inspector->viewWidget(), m_publish->firstWidget(),
        m_channels->table(m_channels->tab()), m_plot->view(), m_clients->table(), m_upstreams->table(),
        m_faults->table(), m_responders->table(), m_expectations->table(), m_marks->table()};
    QList<QWidget*> panes;
    for (QWidget* pane : all)
        if (pane->isVisible() && pane->isEnabled())
            panes.append(pane);
    if (panes.isEmpty())
        return;
    qsizetype at = step > 0 ? -1 : 0;
    for (qsizetype i = 0; i < panes.size(); ++i)
        if (panes[i]->hasFocus() || panes[i]->isAncestorOf(focusWidget()))
            at = i;
    panes[(at + step + panes.size()) % panes.size()]->setFocus(Qt::TabFocusReason);
}

QByteArray MainWindow::layoutState() const
{
    return saveState(kLayoutVersion);
}

bool MainWindow::setLayoutState(const QByteArray& state)
{
    return restoreState(state, kLayoutVersion);
}

void MainWindow::saveLayout()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), layoutState());
    setting::kFields.set(m_messagePanel->columns()->texts());
    settings.setValue(QStringLiteral("window/columns"), m_messagePanel->table()->columnState());
    settings.setValue(QStringLiteral("window/inspector"), m_inspector->view());
    settings.setValue(QStringLiteral("filter/mode"), m_messagePanel->filterBar()->mode());
    setting::kTheme.set(static_cast<int>(m_theme.choice()));
    setting::kUtc.set(m_zone.zone() == Zone::utc);
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    setLayoutState(settings.value(QStringLiteral("window/state")).toByteArray());
    m_messagePanel->columns()->setTexts(setting::kFields.get());
    m_messagePanel->table()->restoreColumns(settings.value(QStringLiteral("window/columns")).toByteArray());
    m_inspector->setView(
        std::clamp(settings.value(QStringLiteral("window/inspector")).toInt(), 0, InspectorPanel::viewCount - 1));
    m_messagePanel->filterBar()->setMode(static_cast<FilterBar::Mode>(
        std::clamp<int>(settings.value(QStringLiteral("filter/mode")).toInt(), 0, FilterBar::modeCount - 1)));
    m_transportDock->hide(); // comes with the first replay
    m_publish->keepIn(openDraftsPath());
    applySettings();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveLayout();
    m_publish->save();
    QMainWindow::closeEvent(event);
}

// A window that nobody sees needs no snapshots.
void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_client.setWatching(!isMinimized());
}

static QString droppedTape(const QMimeData& data)
{
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 && urls.first().isLocalFile() && urls.first().path().endsWith(QLatin1String(".tape"))
        ? urls.first().toLocalFile()
        : QString();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedTape(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QString path = droppedTape(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    openTape(path);
}

} // namespace tapedeck
