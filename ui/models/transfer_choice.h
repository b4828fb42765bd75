// What of the window becomes a choice of messages for files: the selection as ranges of ids, a brushed time as a
// filter, lists of rules as people write them. No widgets; GUI thread.
#pragma once

#include "ui/client/transfers.h"
#include "ui/models/current.h"
#include "ui/models/timeline_scale.h"

#include <QString>
#include <QStringList>

namespace tapedeck {

// The ids of a selection, collected a piece at a time: it may hold millions.
class SelectionRanges {
public:
    static constexpr size_t kIdsPerStep = 50'000;

    explicit SelectionRanges(Current::Selection selection)
        : m_selection(std::move(selection))
    {
    }
    // Collects some more; false at the end.
    bool step();
    const std::vector<std::pair<MessageId, MessageId>>& ranges() const { return m_ranges; }

private:
    Current::Selection m_selection;
    int64_t m_from = 0;
    std::vector<std::pair<MessageId, MessageId>> m_ranges;
};

// Messages of that time; of an empty range all.
Filter timeFilter(const TimeRange& range);

QString fileFormName(FileForm form);
// What a file of that form is called at its end, with the dot; a folder has none.
QString fileFormEnding(FileForm form);
QList<FileForm> fileForms();
// "orders.jsonl", in `folder` if it is named: a name that no file system minds.
QString exportFileName(const QString& queue, FileForm form);
// The path with the ending of another form.
QString withEnding(const QString& path, FileForm form);

// Not empty ones, without blanks around them.
std::vector<std::string> ruleLines(const QString& text);
// "header authorization", counted through as RedactSample::touched does.
QString ruleName(const RedactPlan& plan, size_t rule);
// "Touched: header authorization (1 value)", or that nothing was.
QString touchedText(const RedactPlan& plan, const RedactSample& sample);
// How a message looks: its key, headers and body, one below the other.
QString sampleText(const RedactSample& sample, bool after);

} // namespace tapedeck
