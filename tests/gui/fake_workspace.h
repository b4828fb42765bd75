// A workspace over fake engines, for tests of the window. GUI thread.
#pragma once

#include "tests/support/fake_observer.h"
#include "ui/client/workspace.h"

#include <QTimer>

#include <memory>

namespace tapedeck {

class FakeWorkspace final : public Workspace {
public:
    // What the next open() finds; an empty function is an empty tape.
    std::function<void(FakeObserver&)> fill;
    QString nextError;
    // What readFqd() finds.
    FqdPlan fqd;

    FakeObserver& fake() { return *m_observer; }
    Observer* observer() override { return m_observer.get(); }
    QString path() const override { return m_path; }
    void open(const QString& path, Done done) override
    {
        QTimer::singleShot(0, [this, path, done = std::move(done)] {
            const QString error = std::exchange(nextError, {});
            if (error.isEmpty())
                begin(path);
            done(error);
        });
    }
    void readFqd(const QString&, FqdRead done) override
    {
        QTimer::singleShot(0, [this, done = std::move(done)] { done(std::exchange(nextError, {}), fqd); });
    }
    void loadDemo(Done done) override
    {
        m_observer->addQueue("demo", 500);
        m_observer->tick();
        QTimer::singleShot(0, [done = std::move(done)] { done({}); });
    }
    // Opens at once.
    void begin(const QString& path = {})
    {
        m_path = path;
        m_observer = std::make_unique<FakeObserver>();
        m_observer->edit([](Snapshot& s) {
            s.endpoints = {{"RESP", "127.0.0.1:9797", false}};
            s.totals.ephemeral = true;
        });
        if (fill)
            fill(*m_observer);
        m_observer->tick();
    }

private:
    std::unique_ptr<FakeObserver> m_observer;
    QString m_path;
};

} // namespace tapedeck
