// The tables about exchanges without any widget: what changes is announced as little as possible, and hostile bytes are
// shown as what they are.
#include "tests/support/fake_observer.h"
#include "ui/client/route_trial.h"
#include "ui/models/exchange_models.h"
#include "ui/models/queue_tree_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tapedeck;

class ExchangeModelsTest : public QObject {
    Q_OBJECT

    using Rows = std::shared_ptr<const std::vector<BindingView>>;
    static Rows rows(std::initializer_list<uint32_t> ids, uint64_t invocations = 0)
    {
        auto all = std::make_shared<std::vector<BindingView>>();
        for (const uint32_t id : ids) {
            BindingView one;
            one.id = id;
            one.queue = "q" + std::to_string(id);
            one.program = "prefix:";
            one.invocations = invocations;
            all->push_back(one);
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void onlyWhatDiffersIsAnnounced_data()
    {
        QTest::addColumn<QList<int>>("before");
        QTest::addColumn<QList<int>>("now");
        QTest::addColumn<QString>("announced");
        const auto row = [](const char* name, QList<int> before, QList<int> now, const char* announced) {
            QTest::newRow(name) << before << now << QString::fromLatin1(announced);
        };
        row("nothing there", {}, {}, "");
        row("the first", {}, {1, 2}, "insert 0 1");
        row("at the end", {1, 2}, {1, 2, 3, 4}, "insert 2 3");
        row("in the middle", {1, 4}, {1, 2, 3, 4}, "insert 1 2");
        row("one removed", {1, 2, 3}, {1, 3}, "remove 1 1");
        row("all removed", {1, 2, 3}, {}, "remove 0 2");
        row("both", {1, 2, 3}, {1, 3, 4}, "reset");
        row("the same", {1, 2}, {1, 2}, "");
    }
    void onlyWhatDiffersIsAnnounced()
    {
        QFETCH(QList<int>, before);
        QFETCH(QList<int>, now);
        QFETCH(QString, announced);
        const auto make = [](const QList<int>& ids) {
            auto all = std::make_shared<std::vector<BindingView>>();
            for (const int id : ids)
                all->push_back({static_cast<uint32_t>(id), "q", "prefix:", {}, false, false, false, 0, 0});
            return all;
        };
        std::unique_ptr<BindingModel> model(makeBindingModel(nullptr));
        QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        model->setRows(make(before));
        QStringList told;
        connect(model.get(), &QAbstractItemModel::rowsInserted, this, [&](const QModelIndex&, int first, int last) {
            told << QStringLiteral("insert %1 %2").arg(first).arg(last);
        });
        connect(model.get(), &QAbstractItemModel::rowsRemoved, this, [&](const QModelIndex&, int first, int last) {
            told << QStringLiteral("remove %1 %2").arg(first).arg(last);
        });
        connect(model.get(), &QAbstractItemModel::modelReset, this, [&] { told << QStringLiteral("reset"); });
        model->setRows(make(now));
        QCOMPARE(told.join(QLatin1Char(',')), announced);
        QCOMPARE(model->rowCount(), static_cast<int>(now.size()));
        for (int i = 0; i < now.size(); ++i)
            QCOMPARE(model->at(model->index(i, 0))->id, static_cast<uint32_t>(now[i]));
    }

    void countersChangeWithoutMovingRows()
    {
        std::unique_ptr<BindingModel> model(makeBindingModel(nullptr));
        model->setRows(rows({1, 2, 3}));
        const QPersistentModelIndex second = model->index(1, 0);
        QSignalSpy changed(model.get(), &QAbstractItemModel::dataChanged);
        model->setRows(rows({1, 2, 3}, 1234));
        QCOMPARE(changed.count(), 1);
        QVERIFY(second.isValid());
        QCOMPARE(model->index(1, binding_column::invocations).data().toString(), QStringLiteral("1,234"));
        QCOMPARE(model->index(1, binding_column::invocations).data(BindingModel::kSortRole).toULongLong(), 1234ull);
    }

    void hostileNamesAreShownAsTheirBytes()
    {
        auto all = std::make_shared<std::vector<BindingView>>();
        BindingView one;
        one.queue = "<b>\xff\x01</b>\u202e";
        one.program = "prefix:\"\n\"";
        all->push_back(one);
        std::unique_ptr<BindingModel> model(makeBindingModel(nullptr));
        model->setRows(all);
        const QString queue = model->index(0, binding_column::queue).data().toString();
        QVERIFY(queue.startsWith(QStringLiteral("<b>")));
        QVERIFY(!queue.contains(QChar(0x202e)) && !queue.contains(QChar(1)));
        QVERIFY(!model->index(0, binding_column::program).data().toString().contains(QLatin1Char('\n')));
        QVERIFY(
            !model->index(0, binding_column::queue).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<b>")));
    }

    void clientsShowTheirNineCounters()
    {
        auto all = std::make_shared<std::vector<FqClientView>>();
        FqClientView c;
        c.user = "alice";
        c.hasData = true;
        c.noExchange = 1001;
        c.noRoute = 1002;
        c.routed = 1003;
        c.dropped = 1004;
        c.sizeDropped = 1005;
        c.messagesIn = 1006;
        c.messagesOut = 1007;
        c.octetsIn = 1008;
        c.octetsOut = 1009;
        all->push_back(c);
        std::unique_ptr<FqClientModel> model(makeFqClientModel(nullptr));
        QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        model->setRows(all);
        QSet<QString> shown;
        for (int column = 0; column < model->columnCount(); ++column)
            shown << model->index(0, column).data().toString();
        for (int i = 1001; i <= 1007; ++i)
            QVERIFY(shown.contains(QLocale().toString(i)));
        QVERIFY(shown.contains(QStringLiteral("1.0 kB"))); // the octets
        QCOMPARE(model->index(0, client_column::octetsIn).data(FqClientModel::kSortRole).toInt(), 1008);
        QCOMPARE(model->index(0, client_column::octetsOut).data(FqClientModel::kSortRole).toInt(), 1009);
        QCOMPARE(model->index(0, client_column::mode).data().toString(), QStringLiteral("client"));
    }

    void aProgramIsReadExplainedAndTried()
    {
        const RouteTrial good = tryProgram("prefix:\"order.\" payload_contains(\"EU\")", "order.1", "in the EU");
        QVERIFY(good.understood && good.matches && good.stockRefusal.empty());
        QCOMPARE(good.steps.size(), size_t{2});
        QVERIFY(!tryProgram("prefix:\"order.\"", "invoice.1", "").matches);
        const RouteTrial bad = tryProgram("prefix:a payload_contains(", "", "");
        QVERIFY(!bad.understood && !bad.error.empty());
        QVERIFY(bad.errorAt > 8);
        QVERIFY(!tryProgram("prefix:a !true()", "", "").stockRefusal.empty());
    }

    void aQueueThatDropsSaysSoInTheTree()
    {
        FakeObserver fake;
        const QueueNo full = fake.addQueue("full", 10);
        fake.addQueue("other", 10);
        fake.tick();
        EngineClient client;
        client.setObserver(&fake);
        QueueTreeModel model(client);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        fake.share(full, [](SharedQueueView& q) {
            q.dropped = 1204;
            q.drops = {{1'785'500'000, 1204}};
        });
        fake.tick();
        QTRY_COMPARE(model.dropped(full), uint64_t{1204});
        QCOMPARE(changed.count(), 1); // its row and no other
        QVERIFY(model.find(full)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("1,204 dropped because it was full")));
        client.setObserver(nullptr);
    }
};

QTEST_MAIN(ExchangeModelsTest)
#include "exchange_models_test.moc"
