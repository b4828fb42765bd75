// Every action of the window in one list: what it is called, where it is in the menus, and which keys run it. Keeps the
// keys that were chosen by the user (in the settings), refuses keys that would clash, and keeps the shortcut in every
// tooltip true. Knows actions but no widgets. GUI thread. It owns none of the actions.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

namespace tapedeck {

class ActionCatalogue : public QObject {
    Q_OBJECT
public:
    struct Entry {
        QPointer<QAction> action;
        // Names the action in the settings; the same in every language and run. Empty: made while running (a recent
        // tape), so it can be run, but is given no keys.
        QString id;
        QString path; // the menus above it: "View › Colours"; empty for an action that is in no menu
        QList<QKeySequence> defaults; // as the window was made
        QString ownToolTip; // without the shortcut; empty: the text is said
        QString shownToolTip; // what was made of it
    };

    using QObject::QObject;

    // Takes the action up with the keys that it has now as its defaults, and gives it those the user chose. `context`
    // makes the id unique: what the action is an action of. An action that is there already is only given the path.
    void add(QAction* action, const QString& path, const QString& context);
    // The same for one that comes and goes.
    void addPassing(QAction* action, const QString& path);
    // Forgets what comes and goes.
    void clearPassing();
    // To be called when all are taken up: where the user's keys are the defaults of another action (of a newer
    // version, say), the user's count and the other has none.
    void settle();

    // Entries whose action is gone are left out.
    std::vector<const Entry*> entries() const;
    const Entry* find(const QString& id) const;
    const Entry* of(const QAction* action) const;

    // The entries that one of these keys would run as well, where this action is run.
    std::vector<const Entry*> clashes(const Entry& entry, const QList<QKeySequence>& keys) const;
    // Keeps the keys for this and later runs. False, and nothing done, if they clash or the id is unknown.
    bool setKeys(const QString& id, const QList<QKeySequence>& keys);
    // Back to the defaults; false if those clash with what was chosen for another action.
    bool reset(const QString& id);
    void resetAll();
    // Gives every action the keys that the settings have now.
    void reload();
    bool changed(const Entry& entry) const;

    // The text without mnemonics: "Open…".
    static QString plainText(const QAction& action);
    // The text with the menus above it: "File › Open…".
    static QString fullText(const Entry& entry);

Q_SIGNALS:
    void keysChanged();

private:
    Entry* findOwn(const QString& id);
    void apply(Entry& entry, const QList<QKeySequence>& keys);
    void keep(const Entry& entry, const QList<QKeySequence>& keys);
    void refreshToolTip(Entry& entry);

    std::vector<std::unique_ptr<Entry>> m_entries;
    QHash<const QAction*, Entry*> m_byAction;
    QHash<QString, Entry*> m_byId;
    bool m_settingToolTip = false;
};

} // namespace tapedeck
