// What Ctrl+Z takes back. An entry asks the engine to undo; nothing here changes data itself. GUI thread.
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace tapedeck {

class UndoList : public QObject {
    Q_OBJECT
public:
    // Older entries are forgotten: a cursor of a hundred seeks ago is no longer what anyone means.
    static constexpr size_t kEntriesMax = 100;

    using QObject::QObject;
    // `what` completes "Undo ...".
    void push(const QString& what, std::function<void()> undo);
    void undo();
    void clear();
    bool empty() const { return m_entries.empty(); }
    // Text of the newest entry; empty when there is none.
    QString what() const { return m_entries.empty() ? QString() : m_entries.back().what; }

Q_SIGNALS:
    void changed();

private:
    struct Entry {
        QString what;
        std::function<void()> undo;
    };
    std::vector<Entry> m_entries;
};

} // namespace tapedeck
