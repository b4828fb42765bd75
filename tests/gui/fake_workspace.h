// A workspace over fake engines, for tests of the window. GUI thread.
#pragma once

#include "tests/support/fake_observer.h"
#include "ui/client/workspace.h"

#include <QTimer>

#include <memory>

namespace tapedeck {

// Remembers what it was asked for; answers when it is told to. GUI thread.
class FakeTransfers final : public Transfers {
public:
    std::optional<ExportPlan> exported;
    std::optional<ImportPlan> imported;
    std::optional<RedactPlan> redacted;
    // Of the newest request of each kind.
    Progressed progressed;
    Ended ended;
    RedactEnded redactEnded;
    Transfer running;
    // Previews answer with these, after a turn of the event loop.
    ExportPreview exportPreview;
    ImportPreview importPreview;
    RedactPreview redactPreview;
    ExportPlan previewedExport;
    RedactPlan previewedRedaction;

    Transfer exportMessages(ExportPlan plan, Progressed told, Ended done) override
    {
        exported = std::move(plan);
        return begin(std::move(told), std::move(done));
    }
    Transfer previewExport(ExportPlan plan, std::function<void(const ExportPreview&)> done) override
    {
        previewedExport = std::move(plan);
        QTimer::singleShot(0, [this, done = std::move(done)] { done(exportPreview); });
        return {};
    }
    Transfer importFiles(ImportPlan plan, Progressed told, Ended done) override
    {
        imported = std::move(plan);
        return begin(std::move(told), std::move(done));
    }
    Transfer previewImport(ImportPlan, std::function<void(const ImportPreview&)> done) override
    {
        QTimer::singleShot(0, [this, done = std::move(done)] { done(importPreview); });
        return {};
    }
    Transfer saveRedacted(RedactPlan plan, Progressed told, RedactEnded done) override
    {
        redacted = std::move(plan);
        redactEnded = std::move(done);
        return begin(std::move(told), {});
    }
    Transfer previewRedacted(RedactPlan plan, std::function<void(const RedactPreview&)> done) override
    {
        previewedRedaction = std::move(plan);
        QTimer::singleShot(0, [this, done = std::move(done)] { done(redactPreview); });
        return {};
    }
    std::optional<FileForm> formOf(const std::string& path) const override
    {
        return path.ends_with(".csv") ? std::optional(FileForm::csv) : std::nullopt;
    }

private:
    Transfer begin(Progressed told, Ended done)
    {
        progressed = std::move(told);
        ended = std::move(done);
        running = Transfer();
        return running;
    }
};

class FakeWorkspace final : public Workspace {
public:
    // What the next open() finds; an empty function is an empty tape.
    std::function<void(FakeObserver&)> fill;
    QString nextError;
    // What readFqd() finds.
    FqdPlan fqd;
    FakeTransfers files;

    // What the last connectTo() was called with.
    QString askedAddress, askedToken;
    int reconnects = 0;

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
    void connectTo(const QString& address, const QString& token, Done done) override
    {
        askedAddress = address;
        askedToken = token;
        QTimer::singleShot(0, [this, address, done = std::move(done)] {
            const QString error = std::exchange(nextError, {});
            if (error.isEmpty()) {
                begin();
                m_remote = address;
            }
            done(error);
        });
    }
    void reconnect(Done done) override
    {
        ++reconnects;
        connectTo(m_remote, askedToken, std::move(done));
    }
    QString remote() const override { return m_remote; }
    void setOnLost(Lost lost) override { m_lost = std::move(lost); }
    void lose(const QString& why)
    {
        if (m_lost)
            m_lost(why);
    }
    void readFqd(const QString&, FqdRead done) override
    {
        QTimer::singleShot(0, [this, done = std::move(done)] { done(std::exchange(nextError, {}), fqd); });
    }
    Transfers& transfers() override { return files; }
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
        m_remote.clear();
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
    QString m_path, m_remote;
    Lost m_lost;
};

} // namespace tapedeck
