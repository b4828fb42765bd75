#include "ui/views/dock_tabs.h"

#include <QChildEvent>
#include <QMainWindow>
#include <QTabBar>

namespace tapedeck {

namespace {

// The window makes its tab bars itself, whenever docks are put on each other.
class TabBarWatcher final : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::ChildPolished)
            if (auto* bar = qobject_cast<QTabBar*>(static_cast<QChildEvent*>(event)->child())) {
                bar->setElideMode(Qt::ElideNone);
                bar->setUsesScrollButtons(true);
            }
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

void showWholeDockTabs(QMainWindow& window)
{
    window.installEventFilter(new TabBarWatcher(&window));
}

} // namespace tapedeck
