// One transport bar for each player: what plays, how far it is, pause, step and stop. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QFrame>
#include <QWidget>

#include <map>
#include <set>

class QLabel;
class QSlider;
class QToolButton;
class QVBoxLayout;

namespace tapedeck {

// The bar of one player. With the focus in it, Space pauses and resumes, Right steps; the slider goes
// on from elsewhere.
class TransportBar : public QFrame {
    Q_OBJECT
public:
    TransportBar(WindowContext& context, PlayerId player, QWidget* parent);
    void show(const PlayerInfo& info);
    QString stateText() const;

    QSlider* position() const { return m_position; }

    QToolButton *playButton, *stepButton, *stopButton;

Q_SIGNALS:
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void control(ReplayControl what);
    void seek();
    void showPosition(const PlayerInfo& info);
    MessageId idAt(int position) const;
    QString detail(const PlayerInfo& info) const;

    WindowContext& m_context;
    PlayerId m_player;
    PlayerInfo m_info;
    QLabel *m_title, *m_detail;
    QSlider* m_position; // of the range, in thousandths
    QToolButton* m_close;
};

class TransportPanel : public QWidget {
    Q_OBJECT
public:
    explicit TransportPanel(WindowContext& context, QWidget* parent = nullptr);
    int barCount() const { return static_cast<int>(m_bars.size()); }
    TransportBar* bar(PlayerId player) const;

Q_SIGNALS:
    // A player has come.
    void started();
    // The last bar has gone.
    void emptied();

private:
    void update(const Snapshot& snapshot);
    void clear();

    WindowContext& m_context;
    QVBoxLayout* m_layout;
    QLabel* m_empty;
    std::map<PlayerId, TransportBar*> m_bars;
    std::set<PlayerId> m_dismissed;
};

} // namespace tapedeck
