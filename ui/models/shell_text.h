// Bytes as one word of a shell's command line, so that nothing in them is ever obeyed, hidden or lost. Pure; any
// thread.
#pragma once

#include <QString>

#include <string>

namespace tapedeck {

// One word for bash, zsh and ksh: as it is where nothing in it means anything to a shell, in '…' where all of it can be
// seen, and else as $'…' with octal escapes, in one line of visible ASCII. No shell can pass a zero byte in an
// argument: bytes with one have to go through a pipe (printfQuoted()).
QString shellQuoted(const std::string& bytes);

// The format that makes `printf` write these bytes, zero bytes included; as one word.
QString printfQuoted(const std::string& bytes);

} // namespace tapedeck
