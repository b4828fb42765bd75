// A window over a fake engine with settings of its own, for tests of what the window offers about itself. GUI thread.
#pragma once

#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace tapedeck {

// Settings of this test alone, and texts in plain English.
class OwnSettings {
public:
    OwnSettings()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        qputenv("TZ", "UTC");
    }
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

private:
    QTemporaryDir m_folder;
};

struct ShellRig {
    FakeWorkspace workspace;
    Theme theme{*qApp};
    std::unique_ptr<MainWindow> window;

    explicit ShellRig(std::function<void(FakeObserver&)> fill = orders)
    {
        workspace.fill = std::move(fill);
        workspace.begin();
        window = std::make_unique<MainWindow>(workspace, theme);
        window->resize(1280, 800);
        window->attach();
        window->show();
        QCoreApplication::processEvents();
    }
    static void orders(FakeObserver& fake)
    {
        fake.addChannel(fake.addQueue("orders", 1000), "billing", 900);
        fake.addQueue("other", 10);
    }
    // Shortcuts reach the active window only.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), key, modifiers);
    }
    template <class Dialog>
    Dialog* dialog()
    {
        return window->findChild<Dialog*>();
    }
};

} // namespace tapedeck
