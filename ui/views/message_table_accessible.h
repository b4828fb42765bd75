// What a screen reader sees of a message table: a table with named columns, one sentence for each row. Rows are made
// when they are asked for. GUI thread.
#pragma once

namespace tapedeck {

// Registers the factory with Qt. Once per program; later calls do nothing.
void installMessageTableAccessibility();

} // namespace tapedeck
