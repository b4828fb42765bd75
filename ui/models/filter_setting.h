// The filter of the window: its text, whether it is understood, and what every panel may do with it ("filter by this").
// GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>
#include <QString>

namespace tapedeck {

class FilterSetting : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // What is applied: always understood; matches everything while nothing is filtered.
    const Filter& filter() const { return m_filter; }
    bool active() const { return !m_filter.matchesAll(); }
    // What was written last, understood or not.
    QString text() const { return m_text; }
    // Empty when the text is understood. Positions are of characters.
    QString error() const { return m_error; }
    int errorAt() const { return m_errorAt; }
    // What is understood but hardly meant.
    QStringList warnings() const { return m_warnings; }

    // Applies the text if it is understood; else the filter stays as it was.
    void setText(const QString& text);
    // Understands it without applying it; for a text that is still being written.
    void tryText(const QString& text);
    // "(what is there) && term", and "&& !(term)". Whatever is there and not understood is replaced.
    void narrow(const QString& term) { setText(joined(term, false)); }
    void exclude(const QString& term) { setText(joined(term, true)); }

    // Forms of values in the filter language, safely quoted.
    static QString quoted(const std::string& bytes); // "text"
    // json.a["b c"][0] of a path's steps: names, and numbers of array elements (negative: it is a name).
    struct Step {
        std::string name;
        int64_t index = -1;
    };
    static QString jsonPath(const std::vector<Step>& steps);
    static QString headerName(const std::string& name); // headers.a or header["a b"]

Q_SIGNALS:
    void changed(); // another filter applies
    void textChanged(); // text(), error() or warnings() differ; comes before changed()

private:
    QString joined(const QString& term, bool negated) const;

    QString m_text, m_error;
    int m_errorAt = -1;
    QStringList m_warnings;
    Filter m_filter;
};

} // namespace tapedeck
