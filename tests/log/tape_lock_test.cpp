#include "engine/log/journal_file.h"
#include "engine/log/journal_layout.h"
#include "engine/log/recovery.h"
#include "engine/log/tape.h"
#include "tests/support/log_support.h"

#include <QtTest>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::test;

class TapeLockTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void theSecondHolderIsToldWhoTheFirstIs();
    void theLockEndsWithItsProcess();
    void itIsFreeAgainAfterRelease();
    void removingTheSidecarLeavesNothing();
    void onlyOneOfManyGetsIt();
    void takingTheLockLeavesTheJournalAlone();
    void linksPipesAndFoldersAreRefused();
    void hostileHolderTextIsCleaned();

private:
    std::string path() const { return m_folder->filePath("a.tape").toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TapeLockTest::theSecondHolderIsToldWhoTheFirstIs()
{
    const auto first = TapeLock::acquire(path());
    QVERIFY(first.ok());
    QVERIFY((*first)->journalPath() == path() + "-live");
    const auto second = TapeLock::acquire(path());
    QVERIFY(!second.ok());
    QVERIFY(second.error().code == ErrorCode::inUse);
    const std::string who = "process " + std::to_string(getpid()) + " (log_tape_lock_test";
    QVERIFY2(second.error().text.find(who) != std::string::npos, second.error().text.c_str());
    QVERIFY(second.error().text.find(" on host ") != std::string::npos);
    QVERIFY(!std::filesystem::exists(path())); // the tape itself is never touched
}

void TapeLockTest::theLockEndsWithItsProcess()
{
    int ready[2];
    QVERIFY(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto lock = TapeLock::acquire(path());
        const char byte = lock.ok() ? 'y' : 'n';
        (void)!write(ready[1], &byte, 1);
        pause();
        _exit(0);
    }
    char byte = 0;
    QVERIFY(read(ready[0], &byte, 1) == 1);
    QCOMPARE(byte, 'y');
    const auto refused = TapeLock::acquire(path());
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().text.find("process " + std::to_string(child)) != std::string::npos);
    kill(child, SIGKILL);
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(TapeLock::acquire(path()).ok());
    ::close(ready[0]);
    ::close(ready[1]);
}

void TapeLockTest::itIsFreeAgainAfterRelease()
{
    for (int i = 0; i < 3; ++i)
        QVERIFY(TapeLock::acquire(path()).ok());
}

void TapeLockTest::removingTheSidecarLeavesNothing()
{
    {
        auto lock = TapeLock::acquire(path());
        (*lock)->removeSidecar();
    }
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TapeLockTest::onlyOneOfManyGetsIt()
{
    // Each takes the lock, removes the sidecar and lets go: the moment in which a file is locked that has no name any
    // more.
    std::atomic<int> holders{0}, tooMany{0}, turns{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            while (turns.load() < 2000) {
                auto lock = TapeLock::acquire(path());
                if (!lock.ok())
                    continue;
                if (holders.fetch_add(1) != 0)
                    ++tooMany;
                ++turns;
                holders.fetch_sub(1); // removing the sidecar ends the right: the next one may get it at that moment
                (*lock)->removeSidecar();
            }
        });
    for (std::thread& t : threads)
        t.join();
    QCOMPARE(tooMany.load(), 0);
}

void TapeLockTest::takingTheLockLeavesTheJournalAlone()
{
    {
        auto lock = TapeLock::acquire(path());
        auto file = openJournalFile((*lock)->journalPath());
        QVERIFY(file.ok());
        SeededRandom random(1);
        auto journal = Journal::create(std::move(file).value(), {.tapeId = 9}, random);
        QVERIFY(journal.ok());
        QVERIFY(publish(**journal, {1}, Message{{1}, {5}, {5}, {}, {}, {}, "kept"}));
        std::vector<HotRun> runs;
        QVERIFY((*journal)->closeGroup(runs));
        QVERIFY((*journal)->sync());
    }
    auto lock = TapeLock::acquire(path());
    QVERIFY(lock.ok());
    auto file = openJournalFile((*lock)->journalPath());
    Collected c;
    const auto report = readJournal(**file, 9, c);
    QVERIFY(report.ok() && report->present);
    QCOMPARE(c.messagesOf({1}).size(), size_t{1});
}

void TapeLockTest::linksPipesAndFoldersAreRefused()
{
    const std::string sidecar = path() + "-live";
    std::filesystem::create_symlink(m_folder->filePath("elsewhere").toStdString(), sidecar);
    QVERIFY(TapeLock::acquire(path()).error().code == ErrorCode::io);
    QVERIFY(!openJournalFile(sidecar).ok());
    std::filesystem::remove(sidecar);
    QVERIFY(mkfifo(sidecar.c_str(), 0600) == 0);
    QVERIFY(TapeLock::acquire(path()).error().code == ErrorCode::io);
    QVERIFY(!openJournalFile(sidecar).ok());
    std::filesystem::remove(sidecar);
    std::filesystem::create_directory(sidecar);
    QVERIFY(TapeLock::acquire(path()).error().code == ErrorCode::io);
    QVERIFY(!openJournalFile(sidecar).ok());
}

void TapeLockTest::hostileHolderTextIsCleaned()
{
    const auto lock = TapeLock::acquire(path());
    std::ofstream(path() + "-live", std::ios::in | std::ios::binary) << "tapedeck holder 1\n12\n\x1b[2Jevil\n"
                                                                     << std::string(900, 'h') << '\n';
    const auto second = TapeLock::acquire(path());
    QVERIFY(!second.ok());
    QVERIFY(second.error().text.find('\x1b') == std::string::npos);
    QVERIFY(second.error().text.size() < path().size() + 300);
}

QTEST_APPLESS_MAIN(TapeLockTest)
#include "tape_lock_test.moc"
