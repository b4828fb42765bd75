// Routing programs for the window: read, explained and tried on a message, by the engine's own code. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

struct RouteTrial {
    struct Step {
        unsigned depth = 0;
        std::string text; // raw bytes
        bool result = false; // what it yielded for the message
    };
    bool understood = false;
    size_t errorAt = 0; // byte of the program
    std::string error; // raw bytes
    std::string stockRefusal; // why stock fq would refuse the program or read it in another way; empty: it does not
    bool matches = false;
    std::vector<Step> steps; // of the program, in order
};

// What sample() draws differs with each call.
RouteTrial tryProgram(std::string_view program, std::string_view route = {}, std::string_view payload = {});

} // namespace tapedeck
