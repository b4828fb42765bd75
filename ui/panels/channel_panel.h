// What a channel has in flight, delayed and dead: three lists with what can be done about their messages. GUI thread.
// Asks only while it is visible and the channel changed; counts down only while there is something to count.
#pragma once

#include "ui/models/channel_entries.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <functional>

class QAction;
class QComboBox;
class QLabel;
class QTabWidget;
class QToolButton;
class QTreeView;

namespace tapedeck {

class ChannelPanel : public QWidget {
    Q_OBJECT
public:
    enum Tab { inFlightTab, delayedTab, deadTab, tabCount };
    // Rows asked for at once; more come on demand.
    static constexpr uint32_t kPageRows = 500;

    explicit ChannelPanel(WindowContext& context, QWidget* parent = nullptr);

    void setTab(int tab);
    int tab() const;
    QTreeView* table(int tab) const { return m_lists[static_cast<size_t>(tab)].table; }
    ChannelEntriesModel* model(int tab) const { return m_lists[static_cast<size_t>(tab)].model; }
    QComboBox* chooser() const { return m_chooser; }
    QLabel* summary() const { return m_summary; }
    QToolButton* moreButton() const { return m_more; }
    QAction *release, *acknowledge, *deliverAgain, *removeLetter;
    bool ticking() const { return m_tick.isActive(); }
    // For tests: another clock than the machine's.
    void setClock(std::function<Time()> clock) { m_clock = std::move(clock); }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    struct List {
        MessageState state = MessageState::inFlight;
        ChannelEntriesModel* model = nullptr;
        QTreeView* table = nullptr;
        std::vector<ChannelRow> rows;
        std::vector<ChannelRow> coming; // of the page that is being asked for
        MessageId next; // where more begin; 0: these are all
        uint64_t wanted = kPageRows;
        uint64_t token = 0;
    };

    QWidget* makeList(Tab tab);
    void makeActions();
    List& list() { return m_lists[static_cast<size_t>(tab())]; }
    const List& list() const { return m_lists[static_cast<size_t>(tab())]; }
    ChannelStats stats() const; // of the channel; empty name if there is none
    void onSnapshot();
    void refreshChooser();
    void choose(const std::string& channel);
    void refresh();
    void askPage(MessageId from);
    void onPage(const ChannelList& answer);
    void askPreviews();
    void showRows();
    void tick();
    void refreshTexts();
    void refreshActions();
    std::vector<MessageId> selected() const;
    template <typename A>
    void act(const QString& done);

    WindowContext& m_context;
    QComboBox* m_chooser;
    QTabWidget* m_tabs;
    QLabel* m_summary;
    QToolButton* m_more;
    std::array<List, tabCount> m_lists;
    QTimer m_tick, m_soon;
    std::function<Time()> m_clock;
    QueueNo m_queue;
    std::string m_channel; // what is looked at; empty: none
    std::shared_ptr<const QueueView> m_seen; // the queue when it was last asked
    bool m_stale = true;
};

} // namespace tapedeck
