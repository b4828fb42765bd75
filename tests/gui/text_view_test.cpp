// Long text and bytes: cut into lines once, any part can be selected, found and copied.
#include "tests/support/cpu_timer.h"
#include "ui/views/hex_view.h"
#include "ui/views/text_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMouseEvent>
#include <QTest>

using namespace tapedeck;

class TextViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesAreCutAtFeedsAndAtTheEdge()
    {
        TextView view;
        view.resize(400, 300);
        view.show();
        view.setWrap(false);
        view.setText(QStringLiteral("one\n\nthree\n"));
        QCOMPARE(view.rowCount(), int64_t{4});
        view.setText(QString(100'000, QLatin1Char('x')));
        QCOMPARE(view.rowCount(), int64_t{100'000 / TextView::kLineCharsMax + 1});
        view.setWrap(true);
        QVERIFY(view.rowCount() > 1000);
    }
    void findGoesAroundBothWays()
    {
        TextView view;
        view.resize(400, 300);
        view.setText(QStringLiteral("Alpha beta\nalpha gamma"));
        QVERIFY(view.find(QStringLiteral("ALPHA")));
        QCOMPARE(view.selectedText(), QStringLiteral("Alpha"));
        QVERIFY(view.find(QStringLiteral("alpha")));
        QCOMPARE(view.selectedText(), QStringLiteral("alpha"));
        QVERIFY(view.find(QStringLiteral("alpha")));
        QCOMPARE(view.selectedText(), QStringLiteral("Alpha"));
        QVERIFY(view.find(QStringLiteral("alpha"), true));
        QCOMPARE(view.selectedText(), QStringLiteral("alpha"));
        QVERIFY(!view.find(QStringLiteral("delta")));
    }
    void theMouseSelectsCharacters()
    {
        TextView view;
        view.resize(600, 300);
        view.show();
        view.setText(QStringLiteral("hello world"));
        const int w = view.fontMetrics().averageCharWidth(), y = view.rowHeight() / 2;
        QTest::mousePress(view.viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(w / 2 + 1 + 1, y));
        QTest::mouseMove(view.viewport(), QPoint(w / 2 + 1 + 5 * w, y));
        QMouseEvent move(QEvent::MouseMove, QPointF(w / 2 + 1 + 5 * w, y),
            view.viewport()->mapToGlobal(QPointF(w / 2 + 1 + 5 * w, y)), Qt::LeftButton, Qt::LeftButton,
            Qt::NoModifier);
        QCoreApplication::sendEvent(view.viewport(), &move);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton);
        QCOMPARE(view.selectedText(), QStringLiteral("hello"));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("hello"));
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectedText(), QStringLiteral("hello world"));
    }
    void aMegabyteInOneLineIsNotFelt()
    {
        TextView view;
        view.resize(400, 300);
        view.show();
        CpuTimer timer;
        timer.start();
        view.setText(QString(1 << 20, QLatin1Char('x')));
        view.grab();
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        view.scrollToEnd();
        view.grab();
    }
    void markedBytesAreCopiedAsHex()
    {
        HexView view;
        view.resize(800, 300);
        view.show();
        view.setBytes(std::string("\x00\xff{\"a\"", 6));
        view.mark(1, 4);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("ff 7b 22"));
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.markEnd() - view.markBegin(), size_t{6});
        view.setBytes(std::string(1000, 'x'));
        QCOMPARE(view.rowCount(), int64_t{63});
        view.resize(200, 300);
        QCOMPARE(view.rowCount(), int64_t{125});
    }
};

QTEST_MAIN(TextViewTest)
#include "text_view_test.moc"
