// A body that was read as JSON, MessagePack or CBOR: its values in one flat list, each before its children. Strings
// and numbers are views of the body or of the document's own buffers. A body that is not wholly of the format has no
// values at all.
//
// One thread at a time; made to be used again for the next body without allocating.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

enum class NodeKind : unsigned char {
    null,
    boolean,
    number,
    text, // also the byte strings of MessagePack and CBOR
    list,
    object, // keys and values in turn
    other, // extensions, undefined, not-a-number: there, but equal to nothing
};

struct DocumentNode {
    NodeKind kind = NodeKind::null;
    bool truth = false;
    uint32_t end = 0; // index of the node after this one and its children
    uint32_t count = 0; // elements of a list, members of an object
    std::string_view text; // of a text; of a number in JSON's syntax
};

enum class BodyFormat : unsigned char { json, messagePack, cbor };

class Document {
public:
    Document();
    ~Document();
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    // False when the body is something else, nested deeper than limits::kJsonDepthMax, or has more than
    // limits::kDocumentValuesMax values. `body` must live until the next read().
    bool read(std::string_view body, BodyFormat format);

    bool empty() const { return m_nodes.empty(); }
    const DocumentNode& node(uint32_t index) const { return m_nodes[index]; }
    static constexpr uint32_t kNone = UINT32_MAX;
    // The value of a member; of several with the same name the last, as JavaScript sees it. kNone: not there.
    uint32_t member(uint32_t object, std::string_view name) const;
    // Negative ones count from the end. kNone: not there.
    uint32_t element(uint32_t list, int64_t index) const;

private:
    struct Json; // simdjson's parser
    bool readJson(std::string_view body);

    std::vector<DocumentNode> m_nodes;
    std::string m_padded; // simdjson reads a little past the end
    std::vector<std::unique_ptr<std::string>> m_texts; // numbers written out, strings put together from chunks
    std::unique_ptr<Json> m_json;
};

} // namespace tapedeck
