// A body of another format written as JSON, so that one tree, one diff and one plot serve all formats; and which bytes
// of the body each value came from. Pure, no Qt; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

struct Rendering {
    // Of what is rendered: a screenful is a few dozen values, and everything is in memory.
    static constexpr size_t kValuesMax = 1 << 20;
    static constexpr size_t kBytesMax = size_t{64} << 20;
    // Deeper is an attack on whoever reads it recursively, not data.
    static constexpr int kDepthMax = 60;

    struct Place {
        size_t begin = 0; // of the value in `json`
        size_t from = 0, to = 0; // where it stands in the body
        std::string note; // what JSON cannot say: "bytes", "ext 5", "tag 1"; mostly empty
    };
    std::string json;
    std::vector<Place> places; // ascending by `begin`
    std::string error; // why it is not of the format; empty when it is

    bool ok() const { return error.empty(); }
    // The value that begins at `begin` of the JSON; null if none does.
    const Place* at(size_t begin) const
    {
        const auto place = std::lower_bound(
            places.begin(), places.end(), begin, [](const Place& p, size_t wanted) { return p.begin < wanted; });
        return place != places.end() && place->begin == begin ? &*place : nullptr;
    }
};

// `bytes` between quotes, with escapes; they are UTF-8.
void appendJsonText(std::string& out, std::string_view bytes);
// As appendJsonText() for any bytes: h'0a0b'.
void appendHexText(std::string& out, std::string_view bytes);
// RFC 3629.
bool isWellFormedUtf8(std::string_view bytes);

// MessagePack and CBOR: integers with all their digits, byte strings and extensions as such. All of the bytes must be
// one value.
Rendering renderMessagePack(std::string_view body);
Rendering renderCbor(std::string_view body);
// XML, tolerantly: attributes as "@name", text as "#text" unless it is alone. No entity but the five of XML itself and
// numbers is replaced, no document type is read.
Rendering renderXml(std::string_view body);
// The same markup, one element per line and indented. Empty if it is no XML.
std::string formatXml(std::string_view body);

} // namespace tapedeck
