#include "engine/filter/document.h"

namespace tapedeck {

uint32_t Document::member(uint32_t object, std::string_view name) const
{
    const DocumentNode& node = m_nodes[object];
    if (node.kind != NodeKind::object)
        return kNone;
    uint32_t found = kNone;
    for (uint32_t key = object + 1; key < node.end;) {
        const uint32_t value = m_nodes[key].end;
        if (m_nodes[key].kind == NodeKind::text && m_nodes[key].text == name)
            found = value;
        key = m_nodes[value].end;
    }
    return found;
}

uint32_t Document::element(uint32_t list, int64_t index) const
{
    const DocumentNode& node = m_nodes[list];
    if (node.kind != NodeKind::list)
        return kNone;
    if (index < 0)
        index += node.count;
    if (index < 0 || index >= node.count)
        return kNone;
    uint32_t at = list + 1;
    for (; index > 0; --index)
        at = m_nodes[at].end;
    return at;
}

} // namespace tapedeck
