// Finds the bindings whose pattern fits a route: a radix tree of the patterns' bytes, in which exact patterns and
// prefixes of the same bytes share a node. Pure; one thread at a time.
#pragma once

#include "engine/route/program.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

struct BoundEntry; // of binding_index.cpp; only pointed to from here

class PatternTree {
public:
    // One binding of a node. By id, without looking at what the entry holds.
    struct Item {
        uint32_t id = 0;
        BoundEntry* entry = nullptr;
    };
    using Items = std::vector<Item>; // ascending ids

    void add(Program::Pattern pattern, std::string_view bytes, Item item);
    // It is there.
    void remove(Program::Pattern pattern, std::string_view bytes, uint32_t id);

    // Calls visit(const Items&) for every list of bindings that fit the route; none is empty. Returns how many nodes it
    // looked at: at most one more than the route has bytes, however many patterns there are.
    template <typename Visit>
    size_t find(std::string_view route, Visit&& visit) const
    {
        const Node* node = &m_root;
        for (size_t nodes = 1;; ++nodes) {
            if (!node->prefix.empty())
                visit(node->prefix);
            if (route.empty()) {
                if (!node->exact.empty())
                    visit(node->exact);
                return nodes;
            }
            node = node->childWith(route.front());
            if (!node || !route.starts_with(node->label))
                return nodes;
            route.remove_prefix(node->label.size());
        }
    }

private:
    struct Node {
        std::string label; // the bytes between its parent and itself; empty for the root only
        std::string firsts; // the first bytes of the children's labels, ascending
        std::vector<std::unique_ptr<Node>> children; // in the order of `firsts`
        Items prefix, exact;

        size_t placeOf(char first) const;
        Node* childWith(char first) const;
        Items& itemsOf(Program::Pattern pattern) { return pattern == Program::Pattern::exact ? exact : prefix; }
    };
    static Node& childFor(Node& node, std::string_view bytes);
    static void tidy(Node& parent, Node& node);

    Node m_root;
};

} // namespace tapedeck
