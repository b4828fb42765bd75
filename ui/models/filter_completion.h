// What can be written next in a filter: fields, functions, operators, and the JSON members and headers that were seen
// in messages. Pure but for the names it has learnt. GUI thread.
#pragma once

#include <QString>
#include <QStringList>

#include <set>
#include <string>
#include <string_view>

namespace tapedeck {

class FilterCompletion {
public:
    // Names are kept up to so many: a body with random member names must not fill the memory.
    static constexpr size_t kNamesMax = 500;

    // The word at the cursor, and where it begins; empty in quotes and regular expressions.
    struct Word {
        int begin = 0;
        QString text;
    };
    static Word wordAt(const QString& text, int cursor);

    // Takes note of the paths in a JSON body, at most 8 deep, and of header names. Anything else is passed over.
    void learnBody(std::string_view body);
    void learnHeader(const std::string& name);
    // Everything that may be written, the words of the language first.
    QStringList words() const;
    // Only what is a field of a message by itself; those that were seen first.
    QStringList fields() const;

private:
    std::set<QString> m_paths, m_headers;
};

// Filters that were applied, newest first, and those that were kept by name. In the user's settings.
struct SavedFilter {
    QString name, text;
    bool operator==(const SavedFilter&) const = default;
};

class FilterHistory {
public:
    static constexpr qsizetype kHistoryMax = 50;

    QStringList history() const;
    void used(const QString& text);
    void clearHistory();
    QList<SavedFilter> saved() const; // by name
    void save(const SavedFilter& filter); // in the place of one of the same name
    void remove(const QString& name);
};

} // namespace tapedeck
