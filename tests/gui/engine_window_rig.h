// The window over the real engine, whose tapes are in a folder of the test's own and whose ports are free ones. A test
// class has it as a base beside QObject and calls its steps from its own slots. GUI thread.
#pragma once

#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "app/config.h"
#include "app/workspace_impl.h"
#include "engine/base/reporter.h"
#include "ui/main_window.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>
#include <mutex>
#include <optional>

namespace tapedeck {

class EngineWindowRig {
    struct ErrorList final : Reporter {
        std::mutex mutex;
        QStringList errors;
        void report(Severity severity, std::string_view event, std::string_view text) override
        {
            std::lock_guard lock(mutex);
            if (severity == Severity::error)
                errors << QString::fromStdString(std::string(event) + ": " + std::string(text));
        }
    };
    static Config freePorts()
    {
        Config config;
        for (ListenSetting* port : {&config.resp, &config.http, &config.fq, &config.grpc}) {
            port->port = 0;
            port->isDefault = false;
        }
        return config;
    }

    ErrorList m_reporter; // outlives the workspace

protected:
    // Once for all tests of a class.
    void prepare()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_theme = std::make_unique<Theme>(*qApp);
    }
    void openWindow()
    {
        m_workspace = std::make_unique<WorkspaceImpl>(freePorts(), m_folder.path().toStdString(), m_reporter);
        m_window = std::make_unique<MainWindow>(*m_workspace, *m_theme);
        m_window->resize(1280, 800);
        m_window->show();
    }
    void openWindowWithATape()
    {
        openWindow();
        m_window->openTape({});
        QTRY_VERIFY_WITH_TIMEOUT(m_window->client().attached(), 30'000);
    }
    // Everything is closed in order, and the engine had no error to report.
    void closeWindow()
    {
        m_window.reset();
        QCOMPARE(m_workspace->close(), std::string());
        m_workspace.reset();
        QCOMPARE(m_reporter.errors, QStringList());
    }

    void publish(const std::string& queue, const std::string& key, const std::string& body, HeaderList headers = {},
        uint32_t copies = 1)
    {
        action::Publish message;
        message.queue = queue;
        message.key = key;
        message.body = body;
        message.headers = std::move(headers);
        message.copies = copies;
        const auto good = std::make_shared<std::optional<bool>>(); // the answer may come after the test gave up
        m_window->client().submit(
            m_window.get(), std::move(message), [good](const ActionAnswer& answer) { *good = answer.status.ok(); });
        QTRY_VERIFY(good->has_value());
        QVERIFY(**good);
    }
    // The id that the next message of the queue gets, 0 if there is none of that name.
    uint64_t head(const char* queue) const
    {
        const auto view = m_window->client().queueNamed(queue);
        return view ? view->stats.head.value : 0;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<WorkspaceImpl> m_workspace;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace tapedeck
