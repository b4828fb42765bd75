// Every pair of colours that text is drawn with can be read (WCAG 2: 4.5 to 1, with high contrast 7 to 1), what is to
// be ticked can be seen (3 to 1), and every icon can be drawn.
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QDBusVariant>
#include <QDir>
#include <QImage>
#include <QListWidget>
#include <QRadioButton>
#include <QStyleOption>
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

    struct Named {
        const char* name;
        const Colours* theme;
        double least; // WCAG 2: AA, and AAA where high contrast is asked for
    };
    static std::vector<Named> themes()
    {
        return {{"light", &Colours::light(), 4.5}, {"dark", &Colours::dark(), 4.5},
            {"high contrast, light", &Colours::contrastLight(), 7.0},
            {"high contrast, dark", &Colours::contrastDark(), 7.0}};
    }

    // By this call of the portal the desktop tells what it prefers.
    static void desktopTells(Theme& theme, const char* key, uint value)
    {
        QVERIFY(QMetaObject::invokeMethod(&theme, "onSettingChanged", Qt::DirectConnection,
            Q_ARG(QString, QStringLiteral("org.freedesktop.appearance")), Q_ARG(QString, QLatin1String(key)),
            Q_ARG(QDBusVariant, QDBusVariant(value))));
    }
    // From left to right through the middle of `place`, how much the strongest pixel stands out from the first one.
    static double strongest(QWidget& widget, const QRect& place)
    {
        const QImage image = widget.grab().toImage();
        const auto at = [&](int x) {
            return image.pixelColor(QPointF(x, place.center().y()).toPoint() * image.devicePixelRatio());
        };
        double most = 0;
        for (int x = place.left(); x <= place.center().x(); ++x)
            most = std::max(most, contrast(at(x), at(place.left() - 1)));
        return most;
    }

private Q_SLOTS:
    void textCanBeRead_data()
    {
        QTest::addColumn<QColor>("ink");
        QTest::addColumn<QColor>("paper");
        QTest::addColumn<double>("least");
        for (const auto& [name, theme, least] : themes()) {
            const Colours& c = *theme;
            const auto row = [name = name, least = least](const char* what, const QColor& ink, const QColor& paper) {
                QTest::addRow("%s %s", name, what) << ink << paper << least;
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
        QFETCH(double, least);
        const double ratio = contrast(ink, paper);
        QVERIFY2(ratio >= least, qPrintable(QStringLiteral("%1 on %2: %3").arg(ink.name(), paper.name()).arg(ratio)));
    }
    void aPaletteIsKnownByItsColours()
    {
        Theme theme(*qApp);
        const auto of = [&](Theme::Choice choice) {
            theme.choose(choice);
            return &Colours::of(QGuiApplication::palette());
        };
        QCOMPARE(of(Theme::Choice::light), &Colours::light());
        QCOMPARE(of(Theme::Choice::dark), &Colours::dark());
        QCOMPARE(of(Theme::Choice::contrast), &Colours::contrastLight());
        // A border of high contrast is as strong as text has to be.
        for (const Colours* c : {&Colours::contrastLight(), &Colours::contrastDark()})
            for (const QColor& paper : {c->window, c->base, c->button})
                QVERIFY(contrast(c->border, paper) >= 7);
    }
    void whatIsToBeTickedCanBeSeen()
    {
        Theme theme(*qApp);
        for (const Colours* colours :
            {&Colours::light(), &Colours::dark(), &Colours::contrastLight(), &Colours::contrastDark()}) {
            const bool high = colours == &Colours::contrastLight() || colours == &Colours::contrastDark();
            theme.choose(high ? Theme::Choice::contrast : Theme::Choice::desktop);
            desktopTells(theme, "color-scheme", colours == &Colours::dark() || colours == &Colours::contrastDark());
            QCOMPARE(&Colours::of(QGuiApplication::palette()), colours);
            const auto see = [](const char* what, QWidget& widget, const QRect& place) {
                const double ratio = strongest(widget, place);
                QVERIFY2(ratio >= 3, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(what)).arg(ratio)));
            };
            QWidget window; // what is around them
            window.resize(200, 200);
            QCheckBox box(QStringLiteral("a box"), &window);
            QRadioButton circle(QStringLiteral("a circle"), &window);
            QListWidget list(&window);
            list.addItems({QStringLiteral("one"), QStringLiteral("two")});
            for (int row = 0; row < list.count(); ++row)
                list.item(row)->setCheckState(Qt::Unchecked);
            box.move(10, 10);
            circle.move(10, 40);
            list.setGeometry(10, 70, 180, 100);
            QStyleOptionButton button;
            button.initFrom(&box);
            const QStyle& style = *box.style();
            see("box", window, style.subElementRect(QStyle::SE_CheckBoxIndicator, &button, &box).translated(box.pos()));
            button.initFrom(&circle);
            see("circle", window,
                style.subElementRect(QStyle::SE_RadioButtonIndicator, &button, &circle).translated(circle.pos()));
            const QRect row = list.visualItemRect(list.item(0)).adjusted(1, 0, -100, 0);
            see("box of a row", *list.viewport(), row);
            list.setCurrentRow(0);
            see("box of a selected row", *list.viewport(), row);
        }
    }
    void theDesktopsContrastIsFollowed()
    {
        Theme theme(*qApp);
        theme.choose(Theme::Choice::desktop);
        const auto tell = [&](const char* key, uint value) { desktopTells(theme, key, value); };
        const auto now = [] { return &Colours::of(QGuiApplication::palette()); };
        tell("color-scheme", 2);
        tell("contrast", 0);
        QCOMPARE(now(), &Colours::light());
        tell("contrast", 1);
        QCOMPARE(now(), &Colours::contrastLight());
        tell("color-scheme", 1);
        QCOMPARE(now(), &Colours::contrastDark());
        tell("contrast", 0);
        QCOMPARE(now(), &Colours::dark());
        theme.choose(Theme::Choice::light); // what the user chose counts more
        tell("contrast", 1);
        QCOMPARE(now(), &Colours::light());
    }
    void everyIconIsDrawnInTheTextColour()
    {
        Theme theme(*qApp);
        for (const auto choice : {Theme::Choice::light, Theme::Choice::dark, Theme::Choice::contrast}) {
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
