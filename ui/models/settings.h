// What the window remembers, with its keys and defaults: the one place that knows them. Each setting reads and writes
// QSettings at once. GUI thread. No setting may hold anything of the messages.
#pragma once

#include <QKeySequence>
#include <QSettings>
#include <QString>
#include <QVariant>

#include <algorithm>
#include <optional>

namespace tapedeck {

template <class T>
struct Setting {
    const char* key;
    T fallback;

    T get() const
    {
        return QSettings().value(QLatin1String(key), QVariant::fromValue(T(fallback))).template value<T>();
    }
    // A value that equals the default is not kept, so that a later version's better default counts.
    void set(const T& value) const
    {
        if (value == fallback)
            QSettings().remove(QLatin1String(key));
        else
            QSettings().setValue(QLatin1String(key), QVariant::fromValue(value));
    }
};

// A number within bounds, whatever a file says.
struct NumberSetting {
    const char* key;
    int fallback, least, most;

    int get() const { return std::clamp(QSettings().value(QLatin1String(key), fallback).toInt(), least, most); }
    void set(int value) const { Setting<int>{key, fallback}.set(std::clamp(value, least, most)); }
};

namespace setting {

inline constexpr NumberSetting kTheme{"window/theme", 0, 0, 3}; // Theme::Choice
inline const Setting<QString> kLanguage{"window/language", QString()}; // "de"; empty: as the system
inline constexpr Setting<bool> kUtc{"window/utc", false};
inline constexpr NumberSetting kZoom{"window/zoom", 100, 50, 300}; // percent of the desktop's text size
inline constexpr NumberSetting kRowSpace{"window/row_space", 1, 0, 2}; // tight, normal, wide
inline constexpr NumberSetting kPreviewBytes{"window/preview_bytes", 256, 64, 4096}; // of a body, in the table
inline const Setting<QString> kPublishQueue{"publish/queue", QString()}; // of new drafts; empty: the current one
inline constexpr Setting<bool> kReopenTape{"window/reopen", false}; // the last tape, if none is named
inline constexpr NumberSetting kRecentMax{"window/recent_max", 12, 0, 50}; // tapes in the menu; 0: none are shown

inline const Setting<QStringList> kRecent{"recent", {}}; // paths of tapes, latest first
// Addresses of engines elsewhere, latest first; never with their tokens.
inline constexpr int kRemoteMax = 8;
inline const Setting<QStringList> kRemote{"remote", {}};

// Fields of messages that are columns of the table, as the filter language names them.
inline const Setting<QStringList> kFields{"window/fields", {}};

// What was run lately from the palette, latest first.
inline constexpr int kPaletteMax = 20;
inline const Setting<QStringList> kPalette{"window/palette", {}};

// The keys chosen for an action; nothing: the defaults.
std::optional<QList<QKeySequence>> keysOf(const QString& action);
void setKeysOf(const QString& action, const std::optional<QList<QKeySequence>>& keys);

// Layouts that were saved by name: the bytes of QMainWindow::saveState().
QStringList layoutNames();
QByteArray layout(const QString& name);
void setLayout(const QString& name, const QByteArray& state); // empty: forget it

// The choices of the user, as text that another machine can read: no places of windows, no names of tapes.
// Both return a sentence about what went wrong, or nothing.
QString exportTo(const QString& path);
QString importFrom(const QString& path);
// Back to the defaults: choices and keys; layouts that were saved, and recent tapes, stay.
void reset();

} // namespace setting
} // namespace tapedeck
