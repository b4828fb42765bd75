// A numeric field of the messages up to a chosen one, drawn over time. GUI thread. Asks for messages in pages, one at a
// time, newest first, and only when told to.
#pragma once

#include "ui/models/plot_points.h"
#include "ui/models/window_context.h"

#include <QWidget>

#include <deque>

class QLabel;
class QToolButton;

namespace tapedeck {

class PlotView;

class PlotPanel : public QWidget {
    Q_OBJECT
public:
    static constexpr uint64_t kMessagesMax = 2'000; // as many as a screen has columns
    static constexpr uint32_t kPageRows = 100;
    // Longer bodies come one by one.
    static constexpr uint32_t kPreviewBytes = 4 << 10;
    // Longer ones are left out: reading thousands of them would take minutes.
    static constexpr size_t kBodyBytesMax = 256 << 10;

    explicit PlotPanel(WindowContext& context, QWidget* parent = nullptr);

    // The field of the messages before `last` and of itself. `how`: as its body is read.
    void begin(
        QueueNo queue, MessageId last, const std::vector<FilterSetting::Step>& steps, const std::vector<Codec>& how);
    PlotView* view() const { return m_view; }
    QLabel* title() const { return m_title; }
    QLabel* summary() const { return m_summary; }
    QLabel* readout() const { return m_readout; }
    bool busy() const { return m_token != 0; }

private:
    void askPage();
    void onPage(const Page& page);
    void askBody();
    void read(MessageId id, Time time, const HeaderList& headers, std::string body);
    void finishPart();
    void refreshTexts();
    void stop();

    WindowContext& m_context;
    PlotView* m_view;
    QLabel *m_title, *m_summary, *m_readout;
    QToolButton *m_again, *m_stop;
    QueueNo m_queue;
    MessageId m_last, m_end; // chosen; everything from m_end on was looked at
    std::vector<FilterSetting::Step> m_steps;
    std::vector<Codec> m_how;
    std::vector<PlotPoint> m_points;
    std::deque<MessageId> m_bodies; // to be asked for one by one
    uint64_t m_looked = 0, m_without = 0, m_tooLarge = 0;
    uint64_t m_token = 0; // 0: nothing is asked for
};

} // namespace tapedeck
