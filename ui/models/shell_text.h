// Bytes as one word of a POSIX shell's command line, for commands that people copy. Pure; any thread.
#pragma once

#include <QString>

#include <string>

namespace tapedeck {

// The shell hands exactly these bytes to the program, whatever they are, and nothing of them is hidden from who reads
// the line: bytes that cannot be seen or are no UTF-8 stand in $'...', which bash, zsh and busybox understand. A byte
// of 0 cannot be in an argument and is left out.
QString shellQuoted(const std::string& bytes);

} // namespace tapedeck
