// How a body is read: a chain of steps from its bytes to something that can be shown, guessed from what it looks like
// and from its headers, or chosen. Bounded whatever the body claims: kStepsMax steps, and no more bytes than the caller
// allows. Pure; any thread.
#pragma once

#include "ui/models/rendering.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

enum class Codec : unsigned char {
    gzip,
    zlib,
    zstd,
    base64, // these unpack; the others show
    json,
    messagePack,
    cbor,
    xml,
    text, // UTF-8
    utf16, // by its byte order mark; without one little-endian
    latin1,
    image,
    binary,
};
inline constexpr int kCodecs = 13;

constexpr bool unpacks(Codec codec)
{
    return codec <= Codec::base64;
}
QString codecName(Codec codec); // "gzip", "JSON"; translated where it is a word

struct DecodeHints {
    std::string contentType, contentEncoding; // values of the headers; empty where there are none
};

struct Decoded {
    // Beyond this nothing is checked or laid out as a tree: it would be felt.
    static constexpr size_t kCheckedBytes = 4 << 20;
    static constexpr size_t kStepsMax = 6; // packed in packed in packed is an attack
    // The last one shows, those before it unpack.
    std::vector<Codec> steps;
    // What the last step reads: the body itself where nothing was unpacked. Never null.
    std::shared_ptr<const std::string> bytes;
    bool cut = false; // there is more than was unpacked
    QString error; // why a step could not be done: the bytes before it are shown as they are
    QString notJson; // why text that begins like JSON is none
    // For a tree: of MessagePack, CBOR and XML. JSON is its own bytes.
    Rendering rendering;
    bool hasTree = false;
    // As text that is easier to read, UTF-8: JSON and XML with line breaks, text in UTF-8. Empty: it is as it stands.
    std::string formatted;
};

// `chosen` are the first steps; what follows is guessed. `whole` false: `body` is only the head of the body, so nothing
// is checked that needs the end. `bytesMax` bounds what is unpacked.
Decoded decode(std::shared_ptr<const std::string> body, bool whole, const DecodeHints& hints,
    const std::vector<Codec>& chosen, size_t bytesMax);

// PNG, JPEG, GIF, WebP by their first bytes. SVG is text: it could ask for other files.
bool looksImage(std::string_view bytes);

} // namespace tapedeck
