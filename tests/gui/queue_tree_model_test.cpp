// The tree of queues follows snapshots row by row.
#include "tests/support/cpu_timer.h"
#include "tests/support/fake_observer.h"
#include "ui/models/queue_tree_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace tapedeck;

class QueueTreeModelTest : public QObject {
    Q_OBJECT

    static QStringList names(const QueueTreeModel& model)
    {
        QStringList out;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex queue = model.index(row, 0);
            out << queue.data().toString();
            for (int k = 0; k < model.rowCount(queue); ++k)
                out << QStringLiteral("  ") + model.index(k, 0, queue).data().toString();
        }
        return out;
    }
    static QStringList names(const Snapshot& snapshot)
    {
        QStringList out;
        for (const auto& queue : snapshot.queues) {
            out << QString::fromStdString(queue->name);
            for (const auto& channel : queue->stats.channels)
                out << QStringLiteral("  ") + QString::fromStdString(channel.name);
        }
        return out;
    }
    static void settle() { QCoreApplication::processEvents(); }

private Q_SLOTS:
    void changesOfCountersAreAnnouncedWithoutAReset()
    {
        FakeObserver fake;
        const QueueNo orders = fake.addQueue("orders", 10);
        fake.addChannel(orders, "billing", 5);
        fake.addQueue("logs", 3);
        fake.tick();
        EngineClient client;
        client.setObserver(&fake);
        QueueTreeModel model(client);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset), data(&model, &QAbstractItemModel::dataChanged);
        settle();
        const QPersistentModelIndex billing = model.find(orders, "billing");
        QVERIFY(billing.isValid());
        fake.grow(orders, 7);
        fake.tick();
        settle();
        QCOMPARE(reset.count(), 0);
        QCOMPARE(data.count(), 2); // the queue and its channels; not the other queue
        QCOMPARE(model.channelAt(billing)->lag, uint64_t{13});
        client.setObserver(nullptr);
    }
    void queuesAndChannelsComeAndGoAnywhere()
    {
        bool given = false;
        uint seed = qEnvironmentVariable("TAPEDECK_SEED").toUInt(&given);
        if (!given)
            seed = QRandomGenerator::global()->generate();
        qInfo("TAPEDECK_SEED=%u", seed);
        QRandomGenerator random(seed);
        FakeObserver fake;
        EngineClient client;
        client.setObserver(&fake);
        QueueTreeModel model(client);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        uint64_t token = 0;
        for (int round = 0; round < 300; ++round) {
            const std::string name(1, static_cast<char>('a' + random.bounded(12)));
            for (uint changes = 1 + random.bounded(4u); changes > 0; --changes) {
                const auto queue = client.queueNamed(name);
                const std::string channel(1, static_cast<char>('p' + random.bounded(5)));
                switch (random.bounded(4)) {
                case 0:
                    if (!queue)
                        fake.submit(++token, action::CreateQueue{name, {}});
                    break;
                case 1:
                    if (queue && random.bounded(3) == 0)
                        fake.submit(++token, action::DeleteQueue{queue->number});
                    break;
                case 2:
                    if (queue
                        && std::none_of(queue->stats.channels.begin(), queue->stats.channels.end(),
                            [&](const auto& c) { return c.name == channel; }))
                        fake.submit(++token, action::CreateChannel{queue->number, channel});
                    break;
                default:
                    if (queue)
                        fake.submit(++token, action::DeleteChannel{queue->number, channel});
                }
                if (random.bounded(2))
                    settle();
            }
            settle();
            QCOMPARE(names(model), names(*client.snapshot()));
        }
        QCOMPARE(reset.count(), 0);
        client.setObserver(nullptr);
    }
    void theFilterLooksAtQueuesAndChannels()
    {
        FakeObserver fake;
        fake.addChannel(fake.addQueue("orders", 1), "Billing", 1);
        fake.addQueue("logs");
        fake.tick();
        EngineClient client;
        client.setObserver(&fake);
        QueueTreeModel model(client);
        model.setFilter(QStringLiteral("bill"));
        QCOMPARE(names(model), (QStringList{QStringLiteral("orders"), QStringLiteral("  Billing")}));
        fake.addQueue("billions");
        fake.tick();
        settle();
        QCOMPARE(model.rowCount(), 2);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 3);
        client.setObserver(nullptr);
    }
    void aHundredThousandQueuesCostAFewMilliseconds()
    {
        FakeObserver fake;
        fake.edit([](Snapshot& s) {
            for (uint32_t i = 1; i <= 100'000; ++i) {
                auto view = std::make_shared<QueueView>();
                view->number = QueueNo{i};
                view->name = QStringLiteral("q%1").arg(i, 6, 10, QLatin1Char('0')).toStdString();
                view->stats.first = view->stats.head = MessageId{1};
                s.queues.push_back(view);
            }
        });
        fake.tick();
        EngineClient client;
        client.setObserver(&fake);
        QueueTreeModel model(client);
        settle();
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        fake.grow(QueueNo{77'777}, 5);
        fake.tick();
        CpuTimer timer;
        timer.start();
        settle();
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.queueAt(model.find(QueueNo{77'777}))->stats.head.value, uint64_t{6});
        client.setObserver(nullptr);
    }
};

QTEST_GUILESS_MAIN(QueueTreeModelTest)
#include "queue_tree_model_test.moc"
