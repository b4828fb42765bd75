#include "ui/views/theme.h"

#include "ui/views/contrast_style.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "engine/base/check.h"

// A static library's resources are not there by themselves. Outside of any namespace, as the macro demands.
static void initResources()
{
    static const bool once = [] {
        Q_INIT_RESOURCE(window);
        return true;
    }();
    Q_UNUSED(once);
}

namespace tapedeck {
namespace {

QHash<QString, QColor> readTheme(const QString& name)
{
    initResources();
    QFile file(QStringLiteral(":/themes/%1.theme").arg(name));
    CHECK(file.open(QIODevice::ReadOnly)); // a resource of this program
    QHash<QString, QColor> colours;
    for (const QString& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
        const QStringList words = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (words.size() == 2 && words[1].startsWith(QLatin1Char('#')))
            colours.insert(words[0], QColor(words[1]));
    }
    return colours;
}

Colours makeColours(const QString& name)
{
    const QHash<QString, QColor> named = readTheme(name);
    const auto colour = [&](const char* key) {
        const QColor c = named.value(QLatin1String(key));
        CHECK(c.isValid());
        return c;
    };
    Colours c;
    c.window = colour("window");
    c.base = colour("base");
    c.alternate = colour("alternate");
    c.text = colour("text");
    c.muted = colour("muted");
    c.button = colour("button");
    c.border = colour("border");
    c.highlight = colour("highlight");
    c.highlighted = colour("highlighted");
    c.link = colour("link");
    c.accent = colour("accent");
    c.flag = colour("flag");
    c.good = colour("good");
    c.warn = colour("warn");
    c.warnFill = colour("warnFill");
    c.bad = colour("bad");
    c.badFill = colour("badFill");
    c.infoFill = colour("infoFill");
    c.loading = colour("loading");
    c.tooltip = colour("tooltip");
    c.key = colour("key");
    c.string = colour("string");
    c.number = colour("number");
    c.word = colour("word");
    const char* const marks[] = {
        "markRed", "markOrange", "markYellow", "markGreen", "markBlue", "markPurple", "markPink", "markGrey"};
    for (size_t i = 0; i < std::size(marks); ++i)
        c.marks[i + 1] = colour(marks[i]);
    return c;
}

QColor mixed(const QColor& a, const QColor& b)
{
    return QColor((a.red() + b.red()) / 2, (a.green() + b.green()) / 2, (a.blue() + b.blue()) / 2);
}

QPalette makePalette(const Colours& c)
{
    QPalette p(c.button, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.base);
    p.setColor(QPalette::AlternateBase, c.alternate);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.highlighted);
    p.setColor(QPalette::ToolTipBase, c.tooltip);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::PlaceholderText, c.muted);
    p.setColor(QPalette::Highlight, c.highlight);
    p.setColor(QPalette::HighlightedText, c.highlighted);
    p.setColor(QPalette::Link, c.link);
    p.setColor(QPalette::LinkVisited, c.link);
    const QColor faint = mixed(c.muted, c.window);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, faint);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    return p;
}

// Renders at paint time, so that a change of the palette needs no new icons.
class ThemedIconEngine final : public QIconEngine {
public:
    explicit ThemedIconEngine(const QString& name)
        : m_name(name)
    {
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_name); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        initResources();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        const QColor colour = QGuiApplication::palette().color(group, role);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        CHECK(file.open(QIODevice::ReadOnly));
        QSvgRenderer renderer(file.readAll().replace("currentColor", colour.name().toLatin1()));
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        const QString key = QStringLiteral("tapedeck-icon/%1/%2x%3/%4/%5")
                                .arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(static_cast<int>(mode))
                                .arg(QGuiApplication::palette().cacheKey());
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            pixmap = QPixmap(size);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            paint(&painter, QRect(QPoint(), size), mode, state);
            painter.end();
            QPixmapCache::insert(key, pixmap);
        }
        return pixmap;
    }

private:
    QString m_name;
};

const QString kPortal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPortalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kSettings = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kColourScheme = QStringLiteral("color-scheme");
const QString kContrast = QStringLiteral("contrast");
constexpr uint kPrefersContrast = 1; // 0 no preference, 1 higher contrast
constexpr uint kPrefersDark = 1; // of the portal's documentation: 0 no preference, 1 dark, 2 light

// Without an address libdbus would start a bus of its own, which takes long and answers nothing.
bool desktopHasBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")
        || QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

// Read() wraps its answer in a variant twice, SettingChanged once.
uint numberOf(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

} // namespace

QColor Colours::tint(size_t mark) const
{
    constexpr float kPart = 0.18F;
    const QColor& colour = marks.at(mark);
    const auto part = [](float paper, float ink) { return paper + (ink - paper) * kPart; };
    return QColor::fromRgbF(
        part(base.redF(), colour.redF()), part(base.greenF(), colour.greenF()), part(base.blueF(), colour.blueF()));
}

const Colours& Colours::light()
{
    static const Colours colours = makeColours(QStringLiteral("light"));
    return colours;
}

const Colours& Colours::dark()
{
    static const Colours colours = makeColours(QStringLiteral("dark"));
    return colours;
}

const Colours& Colours::contrastLight()
{
    static const Colours colours = makeColours(QStringLiteral("contrast_light"));
    return colours;
}

const Colours& Colours::contrastDark()
{
    static const Colours colours = makeColours(QStringLiteral("contrast_dark"));
    return colours;
}

const Colours& Colours::of(const QPalette& palette)
{
    for (const Colours* theme : {&contrastLight(), &contrastDark()})
        if (palette.color(QPalette::Window) == theme->window && palette.color(QPalette::WindowText) == theme->text)
            return *theme;
    const bool isDark = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return isDark ? dark() : light();
}

QIcon themedIcon(const QString& name)
{
    return QIcon(new ThemedIconEngine(name)); // QIcon owns it
}

QIcon blankIcon(const QAbstractItemView& list)
{
    const int usual = list.style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, &list);
    QPixmap pixmap(list.iconSize().isValid() ? list.iconSize() : QSize(usual, usual));
    pixmap.fill(Qt::transparent);
    return QIcon(pixmap);
}

Theme::Theme(QApplication& app, QObject* parent)
    : QObject(parent)
    , m_app(app)
{
    m_app.setStyle(new ContrastStyle); // the application owns it
    if (desktopHasBus()) {
        QDBusConnection::sessionBus().connect(kPortal, kPortalPath, kSettings, QStringLiteral("SettingChanged"), this,
            SLOT(onSettingChanged(QString, QString, QDBusVariant)));
        askDesktop(kColourScheme);
        askDesktop(kContrast);
    }
    apply();
}

void Theme::askDesktop(const QString& key)
{
    QDBusMessage call = QDBusMessage::createMethodCall(kPortal, kPortalPath, kSettings, QStringLiteral("Read"));
    call << kAppearance << key;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher* done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        done->deleteLater();
        if (!reply.isError()) // no portal, or one that does not know this key
            take(key, QVariant::fromValue(reply.value()));
    });
}

void Theme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == kAppearance)
        take(key, QVariant::fromValue(value));
}

void Theme::take(const QString& key, const QVariant& value)
{
    if (key == kColourScheme)
        m_desktopDark = numberOf(value) == kPrefersDark;
    else if (key == kContrast)
        m_desktopContrast = numberOf(value) == kPrefersContrast;
    apply();
}

void Theme::choose(Choice choice)
{
    m_choice = choice;
    apply();
}

void Theme::apply()
{
    const bool asDesktop = m_choice == Choice::desktop || m_choice == Choice::contrast;
    const bool dark = m_choice == Choice::dark || (asDesktop && m_desktopDark);
    const bool contrast = m_choice == Choice::contrast || (m_choice == Choice::desktop && m_desktopContrast);
    const Colours& colours = contrast ? (dark ? Colours::contrastDark() : Colours::contrastLight())
                                      : (dark ? Colours::dark() : Colours::light());
    const QPalette palette = makePalette(colours);
    if (m_app.palette() == palette)
        return;
    m_app.setPalette(palette);
    Q_EMIT changed();
}

} // namespace tapedeck
