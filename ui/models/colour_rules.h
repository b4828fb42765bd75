// Rules that give the rows of the message table a colour: the first one that is on and whose filter matches counts.
// Kept in the settings of the window. GUI thread.
//
// Only what a row shows is known here: id, time, key, size, queue, mark and note, and the first bytes of the body. A
// rule that looks at anything else of a message (headers, states), or at the body of a message whose body is longer
// than what is shown of it, says nothing about that row rather than guess.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>
#include <QString>

#include <vector>

namespace tapedeck {

struct ColourRule {
    QString filter; // its text
    uint8_t colour = 1; // as of marks
    bool on = true;
    bool operator==(const ColourRule&) const = default;
};

class ColourRules : public QObject {
    Q_OBJECT
public:
    // More would have to be tried for every row that is painted.
    static constexpr size_t kRulesMax = 50;

    explicit ColourRules(EngineClient& client, QObject* parent = nullptr);

    const std::vector<ColourRule>& rules() const { return m_rules; }
    // Those beyond kRulesMax are left out. One whose filter is not understood is kept and never matches.
    void setRules(std::vector<ColourRule> rules);
    void load();
    void save() const;

    // The colour of a row, 0 if there is none.
    uint8_t tint(QueueNo queue, const MessageRow& row, const Mark* mark) const;
    // What a rule with this filter cannot see; empty: all that it asks for is known of a short message.
    static QString limitsOf(const Filter& filter);

Q_SIGNALS:
    void changed();

private:
    struct Ready {
        Filter filter;
        uint8_t colour = 0;
        FilterNeeds needs;
    };

    EngineClient& m_client;
    std::vector<ColourRule> m_rules;
    std::vector<Ready> m_ready; // of those that are on and understood
    mutable FilterScratch m_scratch;
};

} // namespace tapedeck
