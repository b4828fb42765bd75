// The window: docks the panels, owns the menus and the shared objects, keeps its layout between runs. What a panel
// shows and does is the panel's own affair. GUI thread.
#pragma once

#include "ui/client/workspace.h"
#include "ui/models/window_context.h"

#include <QMainWindow>

#include <memory>

class QDockWidget;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolBar;

namespace tapedeck {

class ActionCatalogue;
class BindDialog;
class ChannelPanel;
class ClientsPanel;
class EndpointBar;
class ExchangeList;
class ExchangePanel;
class ExpectationsPanel;
class ExportDialog;
class FaultChip;
class FaultsPanel;
class FilePublisher;
class InspectorPanel;
class MessageActions;
class ColourRules;
class MarkActions;
class MarkList;
class MarksPanel;
class MessagePanel;
class MockMaker;
class NoticeBar;
class PlotPanel;
class PublishPanel;
class QueueActions;
class QueuePanel;
class RespondersPanel;
class RowLooks;
class Seeker;
class SharedQueueBar;
class StatusLine;
class TapeFiles;
class Theme;
class TimelinePanel;
class TransportPanel;
class UpstreamsPanel;
class WelcomeCard;
struct TimeRange;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Workspace& workspace, Theme& theme);
    ~MainWindow() override;

    // Geometry, docks, columns, zone and theme as they were.
    void restoreLayout();
    // Shows what the workspace has open.
    void attach();
    void openTape(const QString& path);
    // Shows the engine at "HOST:PORT"; an empty token is none.
    void connectTo(const QString& address, const QString& token);
    QAction* connectAction() const { return m_connectAction; }
    NoticeBar* linkNotice() const { return m_link; }
    EndpointBar* endpoints() const { return m_endpoints; }
    // A notice that stays until it is closed.
    void say(const QString& text);

    // What the panels share.
    WindowContext& context() { return m_context; }
    EngineClient& client() { return m_client; }
    Current& current() { return m_current; }
    FilterSetting& filter() { return m_filter; }
    QueuePanel* queues() const { return m_queues; }
    MessagePanel* messagePanel() const { return m_messagePanel; }
    TimelinePanel* timeline() const { return m_timeline; }
    InspectorPanel* inspector() const { return m_inspector; }
    PublishPanel* publisher() const { return m_publish; }
    TransportPanel* transport() const { return m_transport; }
    WelcomeCard* welcome() const { return m_welcome; }
    TapeFiles* files() const { return m_files; }
    MessageActions* messageActions() const { return m_messageActions; }
    QueueActions* queueActions() const { return m_queueActions; }
    ExchangeList* exchanges() const { return m_exchanges; }
    ExchangePanel* exchangePanel() const { return m_exchangePanel; }
    SharedQueueBar* sharedQueueBar() const { return m_sharedQueueBar; }
    ClientsPanel* clients() const { return m_clients; }
    UpstreamsPanel* upstreams() const { return m_upstreams; }
    FaultsPanel* faults() const { return m_faults; }
    RespondersPanel* responders() const { return m_responders; }
    ExpectationsPanel* expectations() const { return m_expectations; }
    MockMaker* mockMaker() const { return m_mockMaker; }
    FaultChip* faultChip() const { return m_faultChip; }
    ChannelPanel* channels() const { return m_channels; }
    PlotPanel* plot() const { return m_plot; }
    MarkActions* markActions() const { return m_markActions; }
    MarksPanel* marks() const { return m_marks; }
    ColourRules* colourRules() const { return m_colourRules; }
    void editColourRules();
    ActionCatalogue& catalogue() { return *m_catalogue; }
    // Opens the page of the help ("keys"), or raises it; empty: that of the panel which has the focus.
    void showHelp(const QString& page = {});
    // Offers what the configuration of an fqd holds.
    void importFqd(const QString& path);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeCentre();
    void makeDocks();
    void makeToolBar();
    void makeMenus();
    void makeFileMenu();
    void makeTransfers();
    void addToRowMenu(QMenu& menu) const;
    void makeEditMenu();
    void makeViewMenu();
    void makeGoMenu();
    void makeExchangeMenu();
    void makeMockDocks();
    void makeMockMenu();
    void addFaultChip(QToolBar* bar);
    void makeHelpMenu();
    void makeConnect();
    void askConnect();
    void followRemote();
    void makeMarks();
    void fillMarks(QMenu& menu);
    void makeLayoutMenu(QMenu& menu);
    void fillOwnLayouts(QMenu& menu);
    void nameHelp();
    void collectActions();
    void collectMenu(QMenu& menu, const QString& path);
    void connectPanels();
    void connectExchange();
    void connectTimeline();
    void connectMessages();
    void connectInspector();
    void connectSections();
    void followExchange();
    void chooseFqdImport();
    ExportDialog* askExport();
    void askImport();
    void askBugReport();
    void saveLayout();
    void onSnapshot();
    void refreshTitle();
    void showPublish();
    void askSeek();
    void askReplay(MessageId first = {}, MessageId last = {});
    void askReplayOf(const TimeRange& range);
    void askGoTo();
    void cyclePanes(int step);
    void showKeys();
    // Keys that panels hear themselves: {what, keys}.
    QList<QPair<QString, QString>> fixedKeys() const;
    void showPalette();
    void showSettings();
    void applySettings();
    void setZoom(int percent);
    // The docks of a layout that comes with the window; all others are hidden.
    void arrange(const QList<QDockWidget*>& shown, QDockWidget* raised);
    QByteArray layoutState() const;
    bool setLayoutState(const QByteArray& state);
    QDockWidget* dock(const QString& title, const char* name, QWidget* panel, Qt::DockWidgetArea area);

    Workspace& m_workspace;
    Theme& m_theme;
    EngineClient m_client;
    Current m_current;
    UndoList m_undo;
    ZoneSetting m_zone;
    Messages m_messages;
    FilterSetting m_filter;
    WindowContext m_context;

    Seeker* m_seeker;
    TapeFiles* m_files;
    QueueActions* m_queueActions;
    MessageActions* m_messageActions;
    QueuePanel* m_queues;
    TimelinePanel* m_timeline;
    MessagePanel* m_messagePanel;
    InspectorPanel* m_inspector;
    PublishPanel* m_publish;
    TransportPanel* m_transport;
    WelcomeCard* m_welcome;
    ExchangeList* m_exchanges;
    ExchangePanel* m_exchangePanel;
    SharedQueueBar* m_sharedQueueBar;
    ClientsPanel* m_clients;
    UpstreamsPanel* m_upstreams;
    FaultsPanel* m_faults;
    RespondersPanel* m_responders;
    ExpectationsPanel* m_expectations;
    MockMaker* m_mockMaker;
    FaultChip* m_faultChip = nullptr;
    ChannelPanel* m_channels;
    PlotPanel* m_plot;
    MarkList* m_markList;
    ColourRules* m_colourRules;
    std::unique_ptr<RowLooks> m_rowLooks; // what the message table asks
    MarkActions* m_markActions = nullptr;
    MarksPanel* m_marks = nullptr;
    QDockWidget* m_marksDock = nullptr;
    StatusLine* m_status;
    NoticeBar *m_state, *m_notice; // lasting: read-only, busy; passing: errors, moved port
    QStackedWidget* m_centre;
    QSplitter* m_page; // the exchange above, the messages below
    QDockWidget *m_queueDock, *m_inspectorDock, *m_publishDock, *m_transportDock, *m_clientsDock, *m_upstreamsDock;
    QDockWidget *m_faultsDock, *m_respondersDock, *m_expectationsDock, *m_channelDock, *m_plotDock;
    QAction *m_undoAction, *m_publishAction, *m_connectAction = nullptr;
    QAction *m_exportAction, *m_importAction, *m_bugReportAction;
    NoticeBar* m_link; // the connection to an engine elsewhere is lost
    EndpointBar* m_endpoints = nullptr;
    ActionCatalogue* m_catalogue;
    bool m_saidMoved = false;
};

} // namespace tapedeck
