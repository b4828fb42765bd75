#include "engine/route/pattern_tree.h"

#include <algorithm>

namespace tapedeck {

namespace {

PatternTree::Items::iterator placeOf(PatternTree::Items& items, uint32_t id)
{
    return std::lower_bound(items.begin(), items.end(), id,
        [](const PatternTree::Item& item, uint32_t wanted) { return item.id < wanted; });
}

size_t commonBytes(std::string_view a, std::string_view b)
{
    const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
    return static_cast<size_t>(end - a.begin());
}

} // namespace

size_t PatternTree::Node::placeOf(char first) const
{
    return static_cast<size_t>(std::lower_bound(firsts.begin(), firsts.end(), first) - firsts.begin());
}

PatternTree::Node* PatternTree::Node::childWith(char first) const
{
    const size_t place = placeOf(first);
    return place < firsts.size() && firsts[place] == first ? children[place].get() : nullptr;
}

// The child on the way to `bytes` (not empty), of which its label is a beginning. It is made, or split off another one,
// if there is none.
PatternTree::Node& PatternTree::childFor(Node& node, std::string_view bytes)
{
    const size_t place = node.placeOf(bytes.front());
    const auto offset = static_cast<ptrdiff_t>(place);
    if (place == node.firsts.size() || node.firsts[place] != bytes.front()) {
        node.firsts.insert(node.firsts.begin() + offset, bytes.front());
        auto made = node.children.insert(node.children.begin() + offset, std::make_unique<Node>());
        (*made)->label = bytes;
        return **made;
    }
    std::unique_ptr<Node>& child = node.children[place];
    const size_t common = commonBytes(child->label, bytes);
    if (common < child->label.size()) {
        auto upper = std::make_unique<Node>();
        upper->label = child->label.substr(0, common);
        upper->firsts = child->label[common];
        child->label.erase(0, common);
        upper->children.push_back(std::move(child));
        child = std::move(upper);
    }
    return *child;
}

void PatternTree::add(Program::Pattern pattern, std::string_view bytes, Item item)
{
    Node* node = &m_root;
    while (!bytes.empty()) {
        node = &childFor(*node, bytes);
        bytes.remove_prefix(node->label.size());
    }
    Items& items = node->itemsOf(pattern);
    items.insert(tapedeck::placeOf(items, item.id), item);
}

// Removes a node that has become empty, or joins it with its only child.
void PatternTree::tidy(Node& parent, Node& node)
{
    if (!node.prefix.empty() || !node.exact.empty() || node.children.size() > 1)
        return;
    const size_t place = parent.placeOf(node.label.front());
    const auto offset = static_cast<ptrdiff_t>(place);
    if (node.children.empty()) {
        parent.firsts.erase(parent.firsts.begin() + offset);
        parent.children.erase(parent.children.begin() + offset);
        return;
    }
    std::unique_ptr<Node> only = std::move(node.children.front());
    only->label.insert(0, node.label);
    parent.children[place] = std::move(only);
}

void PatternTree::remove(Program::Pattern pattern, std::string_view bytes, uint32_t id)
{
    Node *above = nullptr, *parent = nullptr, *node = &m_root;
    while (!bytes.empty()) {
        above = parent;
        parent = node;
        node = node->childWith(bytes.front());
        CHECK(node && bytes.starts_with(node->label));
        bytes.remove_prefix(node->label.size());
    }
    Items& items = node->itemsOf(pattern);
    const auto place = tapedeck::placeOf(items, id);
    CHECK(place != items.end() && place->id == id);
    items.erase(place);
    if (!parent)
        return;
    tidy(*parent, *node);
    if (above) // it may have lost all but one of its children
        tidy(*above, *parent);
}

} // namespace tapedeck
