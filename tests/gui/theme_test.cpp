// Every pair of colours that text is drawn with can be read (WCAG 2: 4.5 to 1), and every icon can be drawn.
#include "ui/views/theme.h"

#include <QDir>
#include <QImage>
#include <QTest>

#include <cmath>

using namespace tapedeck;

static double luminance(const QColor& c)
{
    const auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

static double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textCanBeRead_data()
    {
        QTest::addColumn<QColor>("ink");
        QTest::addColumn<QColor>("paper");
        for (const bool dark : {false, true}) {
            const Colours& c = dark ? Colours::dark() : Colours::light();
            const auto row = [dark](const char* name, const QColor& ink, const QColor& paper) {
                QTest::addRow("%s %s", dark ? "dark" : "light", name) << ink << paper;
            };
            for (const QColor& paper :
                {c.base, c.alternate, c.window, c.button, c.loading, c.infoFill, c.warnFill, c.badFill, c.tooltip})
                row("text", c.text, paper);
            for (const QColor& paper : {c.base, c.alternate, c.window, c.loading})
                row("muted", c.muted, paper);
            for (const QColor& ink : {c.accent, c.flag, c.good, c.warn, c.bad, c.link})
                row("signal", ink, c.base);
            row("flag on window", c.flag, c.window);
            row("window on flag", c.window, c.flag);
            row("bad on window", c.bad, c.window);
            for (const QColor& ink : {c.key, c.string, c.number, c.word})
                row("JSON", ink, c.base);
            for (size_t mark = 1; mark < c.marks.size(); ++mark) {
                row("text on a tint", c.text, c.tint(mark));
                row("muted on a tint", c.muted, c.tint(mark));
            }
            row("selected", c.highlighted, c.highlight);
        }
    }
    void textCanBeRead()
    {
        QFETCH(QColor, ink);
        QFETCH(QColor, paper);
        const double ratio = contrast(ink, paper);
        QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(ink.name(), paper.name()).arg(ratio)));
    }
    void everyIconIsDrawnInTheTextColour()
    {
        Theme theme(*qApp);
        for (const auto choice : {Theme::Choice::light, Theme::Choice::dark}) {
            theme.choose(choice);
            const QColor ink = QGuiApplication::palette().color(QPalette::ButtonText);
            const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
            QVERIFY(files.size() > 20);
            for (const QString& file : files) {
                const QImage image = themedIcon(QString(file).remove(QStringLiteral(".svg"))).pixmap(48, 48).toImage();
                int inked = 0;
                for (int x = 0; x < 48; ++x)
                    for (int y = 0; y < 48; ++y)
                        inked += image.pixelColor(x, y).alpha() > 200 && image.pixelColor(x, y).rgb() == ink.rgb();
                QVERIFY2(inked > 20, qPrintable(file));
            }
        }
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
