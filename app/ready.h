// How the program says that it serves: the READY line, the ready file and the ready descriptor.
#pragma once

#include "app/config.h"
#include "engine/view/observer.h"

#include <string>
#include <vector>

namespace tapedeck {

// "READY resp=127.0.0.1:41233"; of several addresses of one protocol the first.
std::string readyLine(const std::vector<Endpoint>& endpoints);

// Prints the line on standard output, writes the file (by rename, so nobody reads half of it) and the descriptor.
// Errors: io.
Status announceReady(const Config& config, const std::vector<Endpoint>& endpoints, const std::string& tapePath);

// Removes the ready file, if there is one.
void withdrawReady(const Config& config);

} // namespace tapedeck
