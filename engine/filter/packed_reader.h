// Bodies as MessagePack (msgpack.org, specification of 2017) and CBOR (RFC 8949), into the nodes of a Document. Pure:
// bytes in, nodes out; memory is taken as values are found, never from a length that the bytes claim. `texts` keeps
// what is not in the body as it is: numbers in decimal, strings put together from chunks.
#pragma once

#include "engine/filter/document.h"

namespace tapedeck {

using TextStore = std::vector<std::unique_ptr<std::string>>;

bool readMessagePack(std::string_view body, std::vector<DocumentNode>& nodes, TextStore& texts);
bool readCbor(std::string_view body, std::vector<DocumentNode>& nodes, TextStore& texts);

} // namespace tapedeck
