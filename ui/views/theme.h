// Light, dark, and both with high contrast: the palettes, the few colours beyond a palette, and icons that take the
// palette's text colour. GUI thread. The themes are text files in the program's resources.
#pragma once

#include <QColor>
#include <QIcon>
#include <QObject>
#include <QPalette>

#include <array>

class QAbstractItemView;
class QApplication;
class QDBusVariant;

namespace tapedeck {

struct Colours {
    QColor window, base, alternate, text, muted, button, border, highlight, highlighted, link;
    QColor accent, flag, good, warn, warnFill, bad, badFill, infoFill, loading, tooltip;
    QColor key, string, number, word; // of JSON
    std::array<QColor, 9> marks; // by number, from 1 on (engine/log/mark.h); 0 is no colour

    // Behind a row: so much of the mark's colour that text can still be read on it.
    QColor tint(size_t mark) const;

    static const Colours& light();
    static const Colours& dark();
    // High contrast: every text at least 7 to 1, every border as strong as the text.
    static const Colours& contrastLight();
    static const Colours& contrastDark();
    // Those that go with a palette: the theme whose window and text it has, or else dark if its window is darker than
    // its text.
    static const Colours& of(const QPalette& palette);
};

// A drawing from resources/icons in the application palette's text colour, whatever that is when it is painted.
QIcon themedIcon(const QString& name);
// As large as the icons of this list, and nothing in it.
QIcon blankIcon(const QAbstractItemView& list);

// Sets the application's style and palette, and follows the desktop's colour scheme and contrast through the XDG portal
// while told to.
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Choice : unsigned char { desktop, light, dark, contrast };

    explicit Theme(QApplication& app, QObject* parent = nullptr);
    void choose(Choice choice);
    Choice choice() const { return m_choice; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void askDesktop(const QString& key);
    void take(const QString& key, const QVariant& value);
    void apply();

    QApplication& m_app;
    Choice m_choice = Choice::desktop;
    bool m_desktopDark = false;
    bool m_desktopContrast = false;
};

} // namespace tapedeck
