// Tabs of docks that lie on each other show their whole names, and can be scrolled when there are too many: Qt cuts
// names down to a letter or two first. GUI thread.
#pragma once

class QMainWindow;

namespace tapedeck {

// Once for a window; its later tab bars too.
void showWholeDockTabs(QMainWindow& window);

} // namespace tapedeck
