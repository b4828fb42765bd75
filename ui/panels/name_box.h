// Names of queues and exchanges in an editable box. Names are raw bytes: an entry keeps them beside what is shown of
// them, so that a name which cannot be typed can be chosen nevertheless. GUI thread.
#pragma once

#include <QString>

#include <string>

class QComboBox;

namespace tapedeck {

struct Snapshot;

// Once, however often it is offered; an empty name is none.
void offerName(QComboBox& box, const std::string& name);
// The first 200 of them; the field takes any name.
void offerQueues(QComboBox& box, const Snapshot& now);
void offerExchanges(QComboBox& box, const Snapshot& now);
// Puts the name into the field.
void showName(QComboBox& box, const std::string& name);
// What stands in the field: the name of the entry it shows, or else what was typed.
std::string nameIn(const QComboBox& box);

} // namespace tapedeck
