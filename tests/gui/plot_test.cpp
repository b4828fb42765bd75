// Numbers in a field over time: found in bodies of every format, drawn, read out, and asked for without flooding.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/json_tree_model.h"
#include "ui/models/plot_points.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/plot_panel.h"
#include "ui/views/plot_view.h"
#include "ui/views/theme.h"

#include <QLabel>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace tapedeck;

class PlotTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static std::optional<double> number(const std::string& body, const std::vector<FilterSetting::Step>& steps)
    {
        return numberAt(decode(std::make_shared<const std::string>(body), true, {}, {}, 1000), steps);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    void numbersAreFoundByTheirSteps()
    {
        QCOMPARE(number("{\"a\":[{\"b\":1},{\"b\":-2.5e1}]}", {{"a", -1}, {{}, 1}, {"b", -1}}), std::optional(-25.));
        QCOMPARE(number("{\"a\":1,\"a\":2}", {{"a", -1}}), std::optional(2.));
        QCOMPARE(number("\x81\xa1"
                        "a\x07",
                     {{"a", -1}}),
            std::optional(7.));
        QCOMPARE(number("42", {}), std::optional(42.));
        QVERIFY(!number("{\"a\":\"1\"}", {{"a", -1}}));
        QVERIFY(!number("{\"a\":1}", {{"b", -1}}));
        QVERIFY(!number("{\"a\":1}", {{{}, 0}}));
        QVERIFY(!number("[1]", {{{}, 1}}));
        QVERIFY(!number("{\"a\":1e999}", {{"a", -1}}));
        QVERIFY(!number("no JSON", {{"a", -1}}));
    }
    void marksAreRound()
    {
        QCOMPARE(axisMarks(0, 10, 5), (std::vector<double>{0, 5, 10}));
        QCOMPARE(axisMarks(3, 97, 5), (std::vector<double>{20, 40, 60, 80}));
        QVERIFY(axisMarks(5, 5, 5).empty());
        for (const auto& [low, high] : {std::pair(-1e-9, 1e-9), {1e300, 1.7e300}, {-0.3, 12345.6}}) {
            const auto marks = axisMarks(low, high, 6);
            QVERIFY(!marks.empty() && marks.size() <= 6);
            for (const double mark : marks)
                QVERIFY(mark >= low && mark <= high);
        }
        const PlotSummary all = summarise({{MessageId{1}, {}, 1}, {MessageId{2}, {}, 5}, {MessageId{3}, {}, 6}});
        QCOMPARE(all.least, 1.);
        QCOMPARE(all.most, 6.);
        QCOMPARE(all.mean, 4.);
    }
    void aFieldIsDrawnUpToTheCurrentMessage()
    {
        FakeWorkspace workspace;
        Theme theme(*qApp);
        workspace.fill = [](FakeObserver& fake) { fake.addQueue("orders", 5'000); };
        workspace.begin();
        workspace.fake().content = [](uint64_t id) {
            FakeObserver::Message m = FakeObserver::order(id);
            if (id % 10 == 0)
                m.body = "no JSON";
            if (id % 100 == 1) // too long for a page
                m.body.insert(1, "\"pad\":\"" + std::string(5'000, 'x') + "\",");
            return m;
        };
        MainWindow window(workspace, theme);
        window.resize(1280, 800);
        window.attach();
        window.show();
        QTRY_VERIFY(window.current().queue().value != 0);
        window.current().setMessage(MessageId{4'321});
        InspectorPanel* inspector = window.inspector();
        QTRY_COMPARE(inspector->model()->rowCount(), 1);
        JsonTreeModel* model = inspector->model();
        const QModelIndex root = model->index(0, 0);
        if (model->canFetchMore(root))
            model->fetchMore(root);
        for (int row = 0; row < model->rowCount(root); ++row)
            if (model->path(model->index(row, 0, root)) == QStringLiteral("$.total"))
                inspector->tree()->setCurrentIndex(model->index(row, 0, root));
        QVERIFY(inspector->plot->isEnabled());
        inspector->plot->trigger();
        PlotPanel* panel = window.plot();
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(!panel->busy());
        QCOMPARE(panel->title()->text(), QStringLiteral("$.total"));
        const auto& points = panel->view()->points();
        QCOMPARE(points.size(), size_t{1'800}); // of the last 2,000 every tenth is no JSON
        QCOMPARE(points.back().id, MessageId{4'321});
        QCOMPARE(points.front().id, MessageId{2'322});
        QVERIFY(panel->summary()->text().contains(QStringLiteral("200 without it")));
        QVERIFY(workspace.fake().pagesAsked() < 60); // 20 of them here, the others by the table

        PlotView* view = panel->view();
        QTest::mouseMove(view, view->place(100).toPoint());
        QTRY_VERIFY(view->current() >= 0); // a real display tells of it later
        QVERIFY(panel->readout()->text().contains(QStringLiteral("message")));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Home);
        QCOMPARE(view->current(), 0);
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(window.current().message(), points[1].id);
        QTest::mouseClick(view, Qt::LeftButton, {}, view->place(points.size() - 1).toPoint());
        QTRY_VERIFY(window.current().message().value > 4'300);
    }
};

QTEST_MAIN(PlotTest)
#include "plot_test.moc"
