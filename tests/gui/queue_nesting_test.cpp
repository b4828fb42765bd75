// Groups of queues in groups: worked out where somebody looks, whole across changes, and open again after them.
#include "tests/gui/queue_tree_rig.h"
#include "tests/gui/shell_rig.h"
#include "ui/panels/queue_panel.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTreeView>

using namespace tapedeck;
using Grouping = QueueTreeModel::Grouping;

class QueueNestingTest : public QObject {
    Q_OBJECT

    using Model = QueueTreeRig;
    OwnSettings m_settings;

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_DATA_HOME", m_settings.file("data").toUtf8()); }
    void init() { QSettings().clear(); }

    void groupsAreInGroups()
    {
        const Model m(textList({"a.b.c", "a.b.d", "a.x", "a.y.1", "a.y.2.p", "a.y.2.q", "z"}));
        QCOMPARE(m.rows(),
            textList({"a.", "  b.", "    c", "    d", "  x", "  y.", "    1", "    2.", "      p", "      q", "z"}));
        const QModelIndex inner = m.model->findGroup("a.y.2.");
        QVERIFY(m.model->isGroup(inner));
        QCOMPARE(m.model->groupPrefix(inner), std::string("a.y.2."));
        QCOMPARE(m.model->groupPrefix(inner.parent()), std::string("a.y."));
        QCOMPARE(m.model->sumOf(inner.parent()).queues, 3);
        QCOMPARE(m.model->sumOf(m.model->findGroup("a.")).messages, uint64_t{60});
        QVERIFY(!m.model->findGroup("a.b.c").isValid());
        QVERIFY(!m.model->findGroup("a.q.").isValid());
    }
    void whatAllHaveInCommonIsOneGroup()
    {
        const Model m(textList({"com.shop.eu.a", "com.shop.eu.b", "com.shop.us.c", "other"}));
        QCOMPARE(m.rows(), textList({"com.shop.", "  eu.", "    a", "    b", "  us.c", "other"}));
        QVERIFY(!m.model->findGroup("com.").isValid());
    }
    void oddNamesAreNoGroupsOfNothing()
    {
        const Model m(textList({".", "..", "..a", "..b", ".a", "a.", "a..", "a..x", "a..y", "b"}));
        int queues = 0;
        const auto walk = [&](const auto& self, const QModelIndex& above) -> void {
            for (int row = 0; row < m.model->rowCount(above); ++row) {
                const QModelIndex index = m.model->index(row, 0, above);
                QVERIFY(!index.data().toString().isEmpty());
                queues += m.model->queueAt(index) != nullptr;
                self(self, index);
            }
        };
        walk(walk, {});
        QCOMPARE(queues, 10);
    }
    void aGroupIsWorkedOutWhenSomebodyLooksIntoIt()
    {
        QStringList names;
        for (int i = 0; i < 10'000; ++i)
            names << QStringLiteral("s%1.t%2.q%3").arg(i % 100).arg(i % 1000).arg(i);
        const Model m(names, Grouping::dot, Model::unwatched);
        QCOMPARE(m.model->rowCount(), 100);
        for (int row = 0; row < 100; ++row) {
            QVERIFY(m.model->hasChildren(m.model->index(row, 0)));
            QVERIFY(!m.model->isKnown(m.model->index(row, 0)));
        }
        const QModelIndex one = m.model->find(m.client.queueNamed("s7.t107.q107")->number);
        QCOMPARE(one.data().toString(), QStringLiteral("q107"));
        QCOMPARE(one.parent().data().toString(), QStringLiteral("t107."));
        QVERIFY(m.model->isKnown(one.parent()) && m.model->isKnown(one.parent().parent()));
        int known = 0;
        for (int row = 0; row < 100; ++row)
            known += m.model->isKnown(m.model->index(row, 0));
        QCOMPARE(known, 1);
    }
    void countersReachEveryGroupAround()
    {
        const Model m(textList({"a.b.c", "a.b.d", "a.x"}));
        m.rows();
        QSignalSpy data(m.model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy reset(m.model.get(), &QAbstractItemModel::modelReset);
        auto& fake = const_cast<FakeObserver&>(m.fake);
        fake.grow(m.client.queueNamed("a.b.d")->number, 7);
        fake.tick();
        QTRY_COMPARE(data.count(), 3); // the queue and two groups
        QCOMPARE(reset.count(), 0);
        QCOMPARE(m.model->sumOf(m.model->findGroup("a.b.")).messages, uint64_t{27});
        QCOMPARE(m.model->sumOf(m.model->findGroup("a.")).messages, uint64_t{37});
    }
    void queuesComeAndGoAnywhere()
    {
        const quint32 seed = qEnvironmentVariableIntValue("TAPEDECK_SEED")
            ? static_cast<quint32>(qEnvironmentVariableIntValue("TAPEDECK_SEED"))
            : QRandomGenerator::global()->generate();
        qInfo("seed %u (TAPEDECK_SEED)", seed);
        QRandomGenerator random(seed);
        Model m(textList({"a.1", "a.2"}));
        for (int round = 0; round < 60; ++round) {
            const auto queues = m.client.snapshot()->queues;
            if (random.bounded(3) == 0 && !queues.empty()) {
                m.fake.removeQueue(queues[random.bounded(static_cast<int>(queues.size()))]->number);
            } else {
                std::string name;
                for (int depth = random.bounded(4); depth > 0; --depth)
                    name += std::string(1, static_cast<char>('a' + random.bounded(3))) + ".";
                m.fake.addQueue(name + std::to_string(round), 1);
            }
            m.fake.tick();
            QCoreApplication::processEvents();
            for (const auto& queue : m.client.snapshot()->queues) {
                const QModelIndex index = m.model->find(queue->number);
                QVERIFY(index.isValid());
                QCOMPARE(m.model->queueAt(index), queue.get());
                QCOMPARE(m.model->index(index.row(), 0, index.parent()), index);
                std::string name = m.model->groupPrefix(index.parent()) + index.data().toString().toStdString();
                QCOMPARE(name, queue->name);
                for (QModelIndex group = index.parent(); group.isValid(); group = group.parent()) {
                    QVERIFY(m.model->rowCount(group) > 1);
                    QCOMPARE(m.model->findGroup(m.model->groupPrefix(group)), group);
                }
            }
        }
    }
    void whatIsOpenStaysSoAcrossAReset()
    {
        QSettings().setValue(QStringLiteral("queues/grouping"), static_cast<int>(Grouping::dot));
        ShellRig rig([](FakeObserver& fake) {
            for (const char* name : {"a.b.1", "a.b.2", "a.c.1", "a.c.2", "d"})
                fake.addChannel(fake.addQueue(name, 10), "x", 1);
        });
        QTreeView* tree = rig.window->queues()->tree();
        QueueTreeModel& model = *rig.window->queues()->model();
        const auto find = [&](const char* name) { return model.find(rig.window->client().queueNamed(name)->number); };
        tree->expand(model.findGroup("a."));
        tree->expand(model.findGroup("a.c."));
        tree->expand(find("a.c.2"));
        tree->collapse(model.findGroup("a.b."));
        rig.window->current().setQueue(rig.window->client().queueNamed("d")->number);
        tree->collapse(model.findGroup("a.b."));
        rig.workspace.fake().addQueue("a.a", 1);
        rig.workspace.fake().tick();
        QTRY_VERIFY(rig.window->client().queueNamed("a.a"));
        QVERIFY(tree->isExpanded(model.findGroup("a.")));
        QVERIFY(tree->isExpanded(model.findGroup("a.c.")));
        QVERIFY(tree->isExpanded(find("a.c.2")));
        QVERIFY(!tree->isExpanded(model.findGroup("a.b.")));
        // Somebody goes to a queue deep inside: it is opened up to there.
        rig.window->current().setQueue(rig.window->client().queueNamed("a.b.2")->number);
        QCOMPARE(tree->currentIndex(), find("a.b.2"));
        QTRY_VERIFY(!tree->visualRect(find("a.b.2")).isEmpty());
        QVERIFY(!tree->grab().isNull());
    }
};

QTEST_MAIN(QueueNestingTest)
#include "queue_nesting_test.moc"
