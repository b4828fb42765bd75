// The pages of the help: which there are, and their text with this broker's ports and the user's own data filled in.
// Reads the program's resources, at the moment a page is asked for. GUI thread.
#pragma once

#include "ui/client/engine_client.h"

#include <QList>
#include <QString>

namespace tapedeck {

struct HelpPage {
    QString name; // "redis_cli.md"
    QString title;
};

// In the order they are listed. "keys.md" is among them, but is made by who knows the keys.
QList<HelpPage> helpPages();

// The page's Markdown as it is in the resources; empty if there is none of that name.
QString helpSource(const QString& name, const QString& language);

// What the lines to copy speak of.
struct HelpFacts {
    QString resp, http, fq, grpc; // addresses; empty: that port is closed
    QString queue; // a name that needs no quotes in a shell
};
HelpFacts helpFacts(const Snapshot& snapshot, const std::string& queue);
QString filledHelp(const QString& markdown, const HelpFacts& facts);

// Filters that pick this message, by its key, headers and JSON members: each is understood, and matches it. At most
// `most`.
QStringList ownFilters(const MessageAnswer& message, const std::string& queue, int most);

// For a page of examples of filters: lines of what matches and what does not are told apart by signs.
QString filterPage(const QString& markdown, const QStringList& own, const QString& heading);

// The lines of each block of code, which can be copied, in the order of the page; without the examples of what matches.
QStringList codeBlocks(const QString& markdown);

} // namespace tapedeck
