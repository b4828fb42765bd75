// The inspector over a fake engine: what is packed is unpacked and can be read otherwise, fields become filters, bytes
// and values follow each other, stories count down and act, messages are compared; and what a channel has out is
// listed.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/json_tree_model.h"
#include "ui/models/story_text.h"
#include "ui/panels/channel_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/decoder_bar.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/story_panel.h"
#include "ui/views/diff_view.h"
#include "ui/views/hex_view.h"
#include "ui/views/message_table.h"
#include "ui/views/text_view.h"
#include "ui/views/theme.h"
#include "ui/views/value_panel.h"

#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

#include <zlib.h>

using namespace tapedeck;
using namespace std::string_literals;

class InspectorTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        // One queue of messages with these bodies, from id 1 on; the last one is looked at.
        explicit Rig(const std::vector<std::string>& bodies, const HeaderList& headers = {})
        {
            workspace.fill = [&](FakeObserver& fake) {
                const QueueNo queue = fake.addQueue("orders", bodies.size());
                fake.addChannel(queue, "billing", bodies.size() + 1, 3, 2);
                fake.addChannel(queue, "mail", 1);
                fake.content = [=](uint64_t id) {
                    return FakeObserver::Message{
                        "key-" + std::to_string(id), bodies[(id - 1) % bodies.size()], headers, {}};
                };
            };
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QCoreApplication::processEvents();
            window->current().setMessage(MessageId{bodies.size()});
            QCoreApplication::processEvents();
        }
        InspectorPanel* inspector() const { return window->inspector(); }
        QStringList steps() const
        {
            QStringList names;
            for (const Codec codec : inspector()->decoders()->steps())
                names << codecName(codec);
            return names;
        }
        QString filter() const { return QString::fromStdString(window->filter().filter().text()); }
        void chooseField(const QString& path)
        {
            JsonTreeModel* model = inspector()->model();
            std::function<QModelIndex(const QModelIndex&)> find = [&](const QModelIndex& above) -> QModelIndex {
                if (model->canFetchMore(above))
                    model->fetchMore(above);
                for (int row = 0; row < model->rowCount(above); ++row) {
                    const QModelIndex index = model->index(row, 0, above);
                    if (model->path(index) == path)
                        return index;
                    if (const QModelIndex below = find(index); below.isValid())
                        return below;
                }
                return {};
            };
            inspector()->tree()->setCurrentIndex(find({}));
        }
    };
    static std::string gzipped(const std::string& plain)
    {
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
        std::string out(deflateBound(&stream, plain.size()) + 64, '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
        stream.avail_in = static_cast<uInt>(plain.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(stream.total_out);
        deflateEnd(&stream);
        return out;
    }
    static QAction* entry(QToolButton* button, const QString& text)
    {
        for (QAction* action : button->menu()->actions())
            if (action->text() == text)
                return action;
        return nullptr;
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void packedBodiesAreUnpackedAndCanBeReadOtherwise()
    {
        const std::string packed = gzipped("{\"id\":9007199254740993}");
        Rig rig({packed});
        QTRY_COMPARE(rig.steps(), (QStringList{QStringLiteral("gzip"), QStringLiteral("JSON")}));
        rig.chooseField(QStringLiteral("$.id"));
        QCOMPARE(rig.inspector()->model()->rawValue(rig.inspector()->tree()->currentIndex()), "9007199254740993"s);
        QCOMPARE(rig.inspector()->pathLabel()->text(), QStringLiteral("$.id"));
        QVERIFY(!rig.inspector()->filterBy->isEnabled()); // no filter looks into gzip
        QVERIFY(rig.inspector()->plot->isEnabled());
        QCOMPARE(rig.inspector()->hex()->bytes(), "{\"id\":9007199254740993}"s);
        rig.inspector()->copyBody->trigger(); // the original bytes
        entry(rig.inspector()->decoders()->buttons()[0], QStringLiteral("As it is: bytes"))->trigger();
        QCOMPARE(rig.steps(), QStringList{QStringLiteral("Binary")});
        QCOMPARE(rig.inspector()->hex()->bytes(), packed);
        entry(rig.inspector()->decoders()->buttons()[0], QStringLiteral("As it looks"))->trigger();
        QCOMPARE(rig.steps().size(), 2);
        entry(rig.inspector()->decoders()->buttons()[1], QStringLiteral("CBOR"))->trigger();
        QVERIFY(rig.inspector()->findChild<NoticeBar*>()->text().contains(QStringLiteral("CBOR")));
    }
    void messagePackIsATreeWhoseBytesAreMarked()
    {
        Rig rig({"\x82\xa2id\xcf\xff\xff\xff\xff\xff\xff\xff\xff\xa1u\xa1x"});
        QTRY_COMPARE(rig.steps(), QStringList{QStringLiteral("MessagePack")});
        rig.chooseField(QStringLiteral("$.id"));
        QCOMPARE(rig.inspector()->hex()->markBegin(), size_t{4});
        QCOMPARE(rig.inspector()->hex()->markEnd(), size_t{13});
        QVERIFY(rig.inspector()->filterBy->isEnabled());
        rig.inspector()->filterBy->trigger();
        QCOMPARE(rig.filter(), QStringLiteral("msgpack.id == 18446744073709551615"));
        rig.inspector()->setView(InspectorPanel::textView);
        QVERIFY(rig.inspector()->text()->text().contains(QStringLiteral("\"id\": 18446744073709551615")));
    }
    void fieldsAndHeadersBecomeFilters()
    {
        Rig rig({"{\"city\":\"a \\\"b\\\"\",\"n\":1.50,\"ok\":true,\"list\":[{\"a b\":null}]}"},
            {{"trace-id", "4bf9"}, {"plain", "x"}});
        QTRY_COMPARE(rig.steps(), QStringList{QStringLiteral("JSON")});
        const auto narrowed = [&](const char* path) {
            rig.window->filter().setText({});
            rig.chooseField(QLatin1String(path));
            rig.inspector()->filterBy->trigger();
            return rig.filter();
        };
        QCOMPARE(narrowed("$.city"), QStringLiteral("json.city == \"a \\\"b\\\"\""));
        QCOMPARE(narrowed("$.n"), QStringLiteral("json.n == 1.50"));
        QCOMPARE(narrowed("$.ok"), QStringLiteral("json.ok == true"));
        QCOMPARE(narrowed("$.list[0][\"a b\"]"), QStringLiteral("json.list[0][\"a b\"] == null"));
        rig.window->filter().setText({});
        rig.chooseField(QStringLiteral("$.list"));
        QVERIFY(!rig.inspector()->filterBy->isEnabled());
        rig.inspector()->setView(InspectorPanel::headersView);
        rig.inspector()->headers()->setCurrentCell(0, 1);
        rig.inspector()->exclude->trigger();
        QCOMPARE(rig.filter(), QStringLiteral("!(header[\"trace-id\"] == \"4bf9\")"));
        rig.inspector()->headers()->setCurrentCell(1, 1);
        rig.inspector()->filterBy->trigger();
        QVERIFY(rig.filter().endsWith(QStringLiteral("&& headers.plain == \"x\"")));
        rig.inspector()->copyPath->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("headers.plain"));
    }
    void markingBytesChoosesTheirValue()
    {
        const std::string body = "{\"a\":[1,22,{\"deep\":\"x\"}]}";
        Rig rig({body});
        QTRY_COMPARE(rig.steps(), QStringList{QStringLiteral("JSON")});
        rig.inspector()->setView(InspectorPanel::hexView);
        HexView* hex = rig.inspector()->hex();
        hex->setFocus();
        QTest::keyClick(hex, Qt::Key_Home);
        for (size_t i = 0; i < body.find("22"); ++i)
            QTest::keyClick(hex, Qt::Key_Right);
        QTest::keyClick(hex, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(hex->markBegin(), body.find("22"));
        QCOMPARE(hex->markEnd(), body.find("22") + 2);
        const QModelIndex chosen = rig.inspector()->tree()->currentIndex();
        QCOMPARE(rig.inspector()->model()->path(chosen), QStringLiteral("$.a[1]"));
        QStringList values;
        for (int row = 0; row < rig.inspector()->values()->rowCount(); ++row)
            values << rig.inspector()->values()->item(row, 1)->text();
        QVERIFY(values.contains(QStringLiteral("50"))); // '2' as a byte
        QVERIFY(values.contains(QStringLiteral("22"))); // as text
    }
    void picturesAreShown()
    {
        QImage picture(40, 30, QImage::Format_RGB32);
        picture.fill(Qt::red);
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        picture.save(&buffer, "PNG");
        Rig rig({png.toStdString()});
        QTRY_COMPARE(rig.steps(), QStringList{QStringLiteral("Image")});
        QTRY_VERIFY(rig.inspector()->image()->isVisible());
        QCOMPARE(rig.inspector()->image()->pixmap().size(), QSize(40, 30));
        Rig broken({"\x89PNG\r\n\x1a\nnothing"});
        QTRY_COMPARE(broken.steps(), QStringList{QStringLiteral("Image")});
        QVERIFY(!broken.inspector()->image()->isVisible());
    }
    void fiftyMegabytesShowTheirHeadAndAllOfTheirBytes()
    {
        Rig rig({"[\"" + std::string(50 << 20, 'x') + "\"]"});
        auto* notice = rig.inspector()->findChild<NoticeBar*>();
        QTRY_VERIFY(notice->isVisible());
        QVERIFY(notice->text().contains(QStringLiteral("of 52 MB")));
        rig.inspector()->setView(InspectorPanel::hexView);
        QCOMPARE(rig.inspector()->hex()->bytes().size(), size_t{(50 << 20) + 4});
        rig.inspector()->setView(InspectorPanel::textView);
        QVERIFY(rig.inspector()->text()->text().size() <= (1 << 20));
    }
    void theStoryCountsDownOnlyWhileItIsLookedAt()
    {
        Rig rig({"1", "2", "3", "4", "5"});
        StoryPanel* story = rig.inspector()->story();
        Time now = FakeObserver::kStart + Duration::seconds(41) + Duration::millis(250);
        story->setClock([&] { return now; });
        QVERIFY(!story->ticking());
        rig.inspector()->setView(InspectorPanel::storyView);
        QTRY_COMPARE(story->story().standings.size(), size_t{2});
        const auto line = [&](const char* channel) {
            for (int i = 0; i < story->tree()->topLevelItemCount(); ++i)
                if (story->tree()->topLevelItem(i)->text(0).startsWith(QLatin1String(channel)))
                    return story->tree()->topLevelItem(i);
            return static_cast<QTreeWidgetItem*>(nullptr);
        };
        QVERIFY(line("published"));
        QVERIFY2(line("billing")->text(0).contains(QStringLiteral("in flight, 20 s left")),
            qPrintable(line("billing")->text(0)));
        QVERIFY(line("billing")->child(0)->text(0).startsWith(QStringLiteral("delivered, attempt 1, ticket 5")));
        QVERIFY(line("mail")->text(0).contains(QStringLiteral("waiting")));
        QVERIFY(story->ticking());
        now = now + Duration::seconds(5);
        QTRY_VERIFY(line("billing")->text(0).contains(QStringLiteral("15 s left")));
        story->tree()->setCurrentItem(line("billing"));
        QVERIFY(story->release->isEnabled() && story->acknowledge->isEnabled() && !story->deliverAgain->isEnabled());
        rig.inspector()->setView(InspectorPanel::treeView);
        QVERIFY(!story->ticking());
        rig.window->current().setMessage({});
        rig.inspector()->setView(InspectorPanel::storyView);
        QVERIFY(!story->ticking());
    }
    void messagesAreComparedWithTheOneBeforeOrAMarkedOne()
    {
        Rig rig({"{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}", "{\"a\":1,\"b\":3,\"c\":0}"});
        rig.inspector()->setView(InspectorPanel::compareView);
        ComparePanel* compare = rig.inspector()->compare();
        QTRY_COMPARE(compare->view()->diff().added, size_t{3}); // the key, the comma, the member
        QStringList rows;
        for (int64_t row = 0; row < compare->view()->rowCount(); ++row)
            rows << compare->view()->rowText(row);
        QVERIFY(rows.contains(QStringLiteral("- key: key-2")));
        QVERIFY(rows.contains(QStringLiteral("+   \"c\": 0")));
        QVERIFY(rows.contains(QStringLiteral("    \"a\": 1,")));
        rig.window->current().setMessage(MessageId{1});
        QTRY_VERIFY(compare->summary()->text().contains(QStringLiteral("no message before")));
        rig.inspector()->compareWith->trigger();
        rig.window->current().setMessage(MessageId{3});
        QTRY_VERIFY(compare->summary()->text().contains(QStringLiteral("from message 1 to 3")));
        compare->next()->click();
        QCOMPARE(compare->view()->rowText(compare->view()->currentRow()), QStringLiteral("- key: key-1"));
    }
    void whatAChannelHasOutIsListed()
    {
        Rig rig({"one", "two", "three", "four", "five", "six", "seven"});
        ChannelPanel* panel = rig.window->channels();
        auto* dock = qobject_cast<QDockWidget*>(panel->parentWidget());
        panel->setClock([] { return FakeObserver::kStart; });
        dock->show();
        dock->raise();
        QTRY_VERIFY(panel->isVisible());
        QTRY_COMPARE(panel->model(ChannelPanel::inFlightTab)->rowCount(), 3);
        QVERIFY(panel->ticking());
        const QAbstractItemModel* model = panel->model(ChannelPanel::inFlightTab);
        QCOMPARE(model->index(0, channel_column::id).data().toString(), QStringLiteral("5"));
        QTRY_COMPARE(model->index(0, channel_column::preview).data().toString(), QStringLiteral("five"));
        QCOMPARE(model->index(0, channel_column::key).data().toString(), QStringLiteral("key-5"));
        QVERIFY(!panel->release->isEnabled());
        QTreeView* table = panel->table(ChannelPanel::inFlightTab);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(model->index(1, 0)).center());
        QTRY_COMPARE(rig.window->current().message(), MessageId{6});
        QVERIFY(panel->release->isEnabled());
        panel->setTab(ChannelPanel::deadTab);
        QTRY_COMPARE(panel->model(ChannelPanel::deadTab)->rowCount(), 2);
        QVERIFY(!panel->ticking());
        panel->table(ChannelPanel::deadTab)->selectAll();
        panel->deliverAgain->trigger();
        QTRY_COMPARE(panel->model(ChannelPanel::deadTab)->rowCount(), 0);
        rig.window->current().setQueue(rig.window->current().queue(), "mail");
        QTRY_COMPARE(panel->chooser()->currentText(), QStringLiteral("mail"));
        QTRY_COMPARE(panel->summary()->text(), QStringLiteral("None."));
        dock->hide();
        QVERIFY(!panel->ticking());
    }
};

QTEST_MAIN(InspectorTest)
#include "inspector_test.moc"
