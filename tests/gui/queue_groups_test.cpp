// Queues in groups by the start of their names: the model, the panel across resets, several selected at once, and the
// sections below the tree.
#include "tests/gui/queue_tree_rig.h"
#include "tests/gui/shell_rig.h"
#include "tests/support/cpu_timer.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/section_list.h"

#include <QDockWidget>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>

using namespace tapedeck;
using Grouping = QueueTreeModel::Grouping;

class QueueGroupsTest : public QObject {
    Q_OBJECT

    using Model = QueueTreeRig;
    OwnSettings m_settings;

    static void settle() { QCoreApplication::processEvents(); }
    struct Rig : ShellRig {
        using ShellRig::ShellRig;
        QTreeView* tree() { return window->queues()->tree(); }
        QueueTreeModel& model() { return *window->queues()->model(); }
        QueueNo queue(const char* name) { return window->client().queueNamed(name)->number; }
        void select(const char* queue, const char* channel = "")
        {
            tree()->selectionModel()->select(model().find(this->queue(queue), channel), QItemSelectionModel::Select);
        }
    };

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void queuesThatShareAStartAreAGroup()
    {
        Model m(textList({"a", "orders.eu.x", "orders.us", "orders.", "mail.in", "orders"}));
        QCOMPARE(m.rows(), textList({"a", "mail.in", "orders", "orders.", "orders.", "  eu.x", "  us"}));
        m.model->setGrouping(Grouping::none);
        QCOMPARE(m.rows(), textList({"a", "mail.in", "orders", "orders.", "orders.eu.x", "orders.us"}));
    }
    void channelsStayBelowTheirQueues()
    {
        Model m(textList({"x:1", "x:2", "y"}), Grouping::colon);
        const QueueNo two = m.client.queueNamed("x:2")->number;
        m.fake.addChannel(two, "billing", 5);
        m.fake.tick();
        settle();
        QCOMPARE(m.rows(), textList({"x:", "  1", "  2", "    billing", "y"}));
        const QModelIndex channel = m.model->find(two, "billing");
        QCOMPARE(m.model->channelAt(channel)->lag, uint64_t{6});
        QCOMPARE(m.model->queueAt(channel)->name, std::string("x:2"));
        QCOMPARE(m.model->groupPrefix(channel.parent().parent()), std::string("x:"));
        QCOMPARE(m.model->sumOf(channel.parent().parent()).messages, uint64_t{20});
    }
    void countersChangeWithoutAReset()
    {
        Model m(textList({"x.1", "x.2", "y"}));
        QSignalSpy reset(m.model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy data(m.model.get(), &QAbstractItemModel::dataChanged);
        m.fake.grow(m.client.queueNamed("x.2")->number, 5);
        m.fake.tick();
        settle();
        QCOMPARE(reset.count(), 0);
        QCOMPARE(data.count(), 2); // the queue and its group
        QCOMPARE(m.model->sumOf(m.model->findGroup("x.")).messages, uint64_t{25});
    }
    void queuesComeAndGoAnywhere()
    {
        const quint32 seed = qEnvironmentVariableIntValue("TAPEDECK_SEED")
            ? qEnvironmentVariableIntValue("TAPEDECK_SEED")
            : QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        Model m(textList({"a.1", "a.2"}));
        for (int round = 0; round < 60; ++round) {
            const auto queues = m.client.snapshot()->queues;
            if (random.bounded(3) == 0 && !queues.empty())
                m.fake.removeQueue(queues[random.bounded(static_cast<int>(queues.size()))]->number);
            else
                m.fake.addQueue(std::string(1, static_cast<char>('a' + random.bounded(3)))
                        + (random.bounded(4) ? "." : "") + std::to_string(round),
                    1);
            m.fake.tick();
            settle();
            int queuesShown = 0;
            for (const auto& queue : m.client.snapshot()->queues) {
                const QModelIndex index = m.model->find(queue->number);
                QVERIFY(index.isValid());
                QCOMPARE(m.model->queueAt(index), queue.get());
                QCOMPARE(m.model->index(index.row(), 0, index.parent()), index);
                ++queuesShown;
            }
            int rowsShown = 0;
            for (int row = 0; row < m.model->rowCount(); ++row) {
                const QModelIndex top = m.model->index(row, 0);
                rowsShown += m.model->isGroup(top) ? m.model->rowCount(top) : 1;
                QVERIFY(!m.model->isGroup(top) || m.model->rowCount(top) > 1);
            }
            QCOMPARE(rowsShown, queuesShown);
        }
    }
    void automaticallyOnlyWhereItHelps()
    {
        QStringList names;
        for (int i = 0; i < 20; ++i)
            names << QStringLiteral("orders:%1").arg(i);
        Model few(names.mid(0, 5), Grouping::automatic);
        QCOMPARE(int(few.model->delimiter()), 0);
        Model many(names, Grouping::automatic);
        QCOMPARE(many.model->delimiter(), ':');
        QCOMPARE(many.model->rowCount(), 1);
        // More that begin otherwise: groups help no longer.
        for (int i = 0; i < 30; ++i)
            many.fake.addQueue("single" + std::to_string(i), 1);
        many.fake.tick();
        settle();
        QCOMPARE(int(many.model->delimiter()), 0);
        QCOMPARE(many.model->rowCount(), 50);
    }
    void tenThousandQueuesInGroupsCostAFewMilliseconds()
    {
        QStringList names;
        for (int i = 0; i < 10'000; ++i)
            names << QStringLiteral("service%1.queue%2").arg(i % 100).arg(i);
        Model m(names, Grouping::none, Model::unwatched);
        CpuTimer timer;
        timer.start();
        m.model->setGrouping(Grouping::automatic);
        const long took = timer.elapsed();
        QCOMPARE(m.model->rowCount(), 100);
        QVERIFY2(took < 100, qPrintable(QString::number(took)));
    }
    void ratesAreKeptWhileThereAreAny()
    {
        Model m(textList({"a", "b"}));
        const QueueNo a = m.client.queueNamed("a")->number;
        const auto at = [&](int second, double rate) {
            m.fake.edit([&](Snapshot& s) { s.at = Time{second * 1'000'000LL}; });
            m.fake.grow(a, 1, rate);
            m.fake.tick();
            settle();
        };
        QVERIFY(!m.model->rates(a));
        at(100, 5);
        at(100, 7); // the same second
        at(103, 9);
        QCOMPARE(*m.model->rates(a), (QueueTreeModel::Rates{7, 7, 7, 9}));
        for (int second = 104; second < 200; ++second)
            at(second, 1);
        QCOMPARE(m.model->rates(a)->size(), QueueTreeModel::kRatesMax);
        at(200, 0);
        QVERIFY(!m.model->rates(a));
    }

    void aResetKeepsWhatIsOpenCurrentAndSelected()
    {
        QSettings().setValue(QStringLiteral("queues/grouping"), static_cast<int>(Grouping::dot));
        Rig rig([](FakeObserver& fake) {
            for (const char* name : {"a.1", "a.2", "b.1", "b.2"})
                fake.addChannel(fake.addQueue(name, 10), "c", 1);
        });
        rig.tree()->expand(rig.model().findGroup("b."));
        rig.tree()->setCurrentIndex(rig.model().find(rig.queue("b.1")));
        rig.select("b.2");
        QCOMPARE(rig.tree()->selectionModel()->selectedRows().size(), 2);
        rig.tree()->collapse(rig.model().findGroup("a.")); // open because its first queue was current
        rig.workspace.fake().addQueue("a.0", 1);
        rig.workspace.fake().tick();
        settle();
        QVERIFY(rig.tree()->isExpanded(rig.model().findGroup("b.")));
        QVERIFY(!rig.tree()->isExpanded(rig.model().findGroup("a.")));
        QCOMPARE(rig.window->current().queue(), rig.queue("b.1"));
        QCOMPARE(rig.tree()->currentIndex(), rig.model().find(rig.queue("b.1")));
        QCOMPARE(rig.tree()->selectionModel()->selectedRows().size(), 2);
    }
    void severalArePausedAtOnceAndGoOn()
    {
        Rig rig([](FakeObserver& fake) {
            for (const char* name : {"a", "b", "c"})
                fake.addChannel(fake.addQueue(name, 10), "x", 1);
        });
        const auto paused = [&] {
            QString text;
            for (const auto& queue : rig.window->client().snapshot()->queues)
                text += queue->stats.channels[0].settings.paused ? QLatin1Char('p') : QLatin1Char('-');
            return text;
        };
        rig.tree()->setCurrentIndex(rig.model().find(rig.queue("a")));
        rig.select("c", "x");
        rig.window->queueActions()->pause->trigger();
        QTRY_COMPARE(paused(), QStringLiteral("p-p"));
        rig.window->queueActions()->pause->trigger();
        QTRY_COMPARE(paused(), QStringLiteral("---"));
    }
    void sectionsCountAndShowTheirDocks()
    {
        Rig rig([](FakeObserver& fake) {
            fake.addChannel(fake.addQueue("a", 10), "x", 8, 3, 2);
            fake.addChannel(fake.addQueue("b", 10), "y", 8, 1);
        });
        SectionList* sections = rig.window->queues()->sections();
        QCOMPARE(sections->count(SectionList::inFlight), uint64_t{4});
        QCOMPARE(sections->count(SectionList::dead), uint64_t{2});
        QCOMPARE(sections->count(SectionList::replays), uint64_t{0});
        auto* dock = rig.window->findChild<QDockWidget*>(QStringLiteral("replays"));
        QVERIFY(!dock->isVisible());
        sections->button(SectionList::replays)->click();
        QVERIFY(dock->isVisible());
        QVERIFY(sections->button(SectionList::dead)->accessibleName().contains(QLatin1Char('2')));
    }
};

QTEST_MAIN(QueueGroupsTest)
#include "queue_groups_test.moc"
