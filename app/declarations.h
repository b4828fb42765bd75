// What a configuration file declares besides settings: queues, channels, exchanges, bindings and whatever else has a
// row in declarationSections(). Each [[queue]] of the file becomes one Declaration, which can be applied again and
// again.
//
// Reading is pure and happens before any thread starts. apply() runs on the loop thread (or before it runs), after
// which the broker is as declared; what is not declared is left alone.
#pragma once

#include "app/json.h"
#include "engine/base/result.h"
#include "engine/base/units.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

class Broker;
class Exchanges;
class Mock;
struct Config;

// What declarations act upon.
struct DeclarationTargets {
    Broker& broker;
    Exchanges& exchanges;
    Mock& mock; // faults and responders
};

struct Declaration {
    std::string_view section; // "queue"
    std::string name; // "orders", for people
    Json value; // as it was written
    std::string origin; // "/home/me/tapedeck.toml:12"
    // Idempotent. Errors: those of the broker; invalidArgument where it contradicts what the tape has.
    std::function<Status(const DeclarationTargets&)> apply;
};

// One [[section]] of a file with its members.
struct DeclarationTable {
    struct Member {
        std::string name;
        Json value;
        uint32_t line = 0;
    };
    std::string path; // of the file
    uint32_t line = 0; // where it begins
    std::vector<Member> members;
};

// Takes the members of a table one after the other. The first mistake is kept and reported by finish(), with its line;
// the names that were asked for are the ones that are known, so finish() also finds members that nobody asked for and
// tells the nearest name.
class DeclarationReader {
public:
    explicit DeclarationReader(const DeclarationTable& table)
        : m_table(table)
    {
    }

    // Null if it is not there; of any type.
    const Json* any(std::string_view name);
    std::optional<std::string> text(std::string_view name);
    std::string needText(std::string_view name); // a mistake if it is missing or empty
    std::optional<bool> truth(std::string_view name);
    std::optional<uint64_t> number(std::string_view name, uint64_t max);
    std::optional<double> decimal(std::string_view name); // whole numbers too
    std::optional<Duration> duration(std::string_view name); // "30s", or a number of seconds
    std::optional<uint64_t> size(std::string_view name); // "64k", or a number of bytes
    std::vector<std::string> texts(std::string_view name); // a list, or one text
    // The index of the word.
    std::optional<size_t> word(std::string_view name, std::initializer_list<std::string_view> words);

    // A mistake in that member (or in the whole table if it has none of that name).
    void fail(std::string_view name, const std::string& text);
    Status finish();

private:
    const DeclarationTable::Member* find(std::string_view name);

    const DeclarationTable& m_table;
    std::vector<std::string> m_known;
    std::optional<Error> m_error;
};

// A row for each kind of declaration, in the order in which they are applied.
struct DeclarationSection {
    std::string_view name; // [[name]]
    std::string_view help; // its members in one line
    // Fills in name and apply; the caller fills in the rest and calls reader.finish().
    void (*read)(DeclarationReader& reader, Declaration& out);
    // Before the declarations of this kind are applied, at the start and at every reload: takes away what an earlier
    // version of the files has declared, where that is meant to go. Null = nothing goes.
    void (*begin)(const DeclarationTargets& targets);
};
std::span<const DeclarationSection> declarationSections();
const DeclarationSection* findDeclarationSection(std::string_view name);

// Reads one table. Errors: invalidArgument with file and line.
Result<Declaration> readDeclaration(const DeclarationSection& section, const DeclarationTable& table);

// All of them, section after section, in the order in which they were read. Stops at the first that fails; its error
// names the origin.
Status applyDeclarations(std::span<const Declaration> declarations, const DeclarationTargets& targets);

// One function per file of declarations/.
void readQueueDeclaration(DeclarationReader& reader, Declaration& out);
void readChannelDeclaration(DeclarationReader& reader, Declaration& out);
void readExchangeDeclaration(DeclarationReader& reader, Declaration& out);
void readBindingDeclaration(DeclarationReader& reader, Declaration& out);
void readFaultDeclaration(DeclarationReader& reader, Declaration& out);
void removeDeclaredFaults(const DeclarationTargets& targets);
void readResponderDeclaration(DeclarationReader& reader, Declaration& out);
void removeDeclaredResponders(const DeclarationTargets& targets);
void readExpectDeclaration(DeclarationReader& reader, Declaration& out);

} // namespace tapedeck
