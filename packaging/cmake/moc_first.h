// Read by moc before each source: Qt 6.4's moc stumbles over <compare> when it is the first standard header it meets.
#include <functional>
