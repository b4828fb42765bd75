// What the readers of MessagePack and CBOR share: big-endian bytes with bounds, and the list of nodes with its limits.
// One thread; lives for one body.
#pragma once

#include "engine/base/limits.h"
#include "engine/filter/packed_reader.h"

#include <bit>
#include <charconv>
#include <cmath>

namespace tapedeck {

class PackedNodes {
public:
    PackedNodes(std::string_view body, std::vector<DocumentNode>& nodes, TextStore& texts)
        : m_body(body)
        , m_nodes(nodes)
        , m_texts(texts)
    {
    }

    bool atEnd() const { return m_body.empty(); }
    uint8_t byte()
    {
        const std::string_view one = bytes(1);
        return one.empty() ? uint8_t{0} : static_cast<uint8_t>(one.front());
    }
    uint64_t bigEndian(size_t size)
    {
        uint64_t value = 0;
        for (const char c : bytes(size))
            value = value << 8 | static_cast<uint8_t>(c);
        return value;
    }
    std::string_view bytes(uint64_t size)
    {
        if (size > m_body.size()) {
            m_ok = false;
            return {};
        }
        const std::string_view taken = m_body.substr(0, static_cast<size_t>(size));
        m_body.remove_prefix(static_cast<size_t>(size));
        return taken;
    }
    bool ok() const { return m_ok; }
    bool fail() { return m_ok = false; }

    bool add(NodeKind kind, std::string_view text = {}, bool truth = false)
    {
        if (!m_ok || m_nodes.size() >= limits::kDocumentValuesMax)
            return fail();
        m_nodes.push_back({kind, truth, static_cast<uint32_t>(m_nodes.size() + 1), 0, text});
        return true;
    }
    size_t position() const { return m_nodes.size(); }
    bool close(size_t at, uint64_t count)
    {
        m_nodes[at].count = static_cast<uint32_t>(count);
        m_nodes[at].end = static_cast<uint32_t>(m_nodes.size());
        return m_ok;
    }
    std::string_view keep(std::string text)
    {
        return *m_texts.emplace_back(std::make_unique<std::string>(std::move(text)));
    }

    bool addUnsigned(uint64_t value) { return add(NodeKind::number, keep(std::to_string(value))); }
    bool addSigned(int64_t value) { return add(NodeKind::number, keep(std::to_string(value))); }
    // A binary fraction counts as the shortest decimal that stands for it: 0.1 is 0.1.
    template <typename Float>
    bool addFloat(Float value)
    {
        if (!std::isfinite(value))
            return add(NodeKind::other);
        char text[64];
        const auto written = std::to_chars(text, text + sizeof text, value);
        return add(NodeKind::number, keep(std::string(text, written.ptr)));
    }

private:
    std::string_view m_body;
    std::vector<DocumentNode>& m_nodes;
    TextStore& m_texts;
    bool m_ok = true;
};

} // namespace tapedeck
