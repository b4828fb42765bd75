# Finds Qt for the window and its tests.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets DBus Svg Test)
# moc 6.4 fails on libstdc++'s <compare> when a header includes it first ("Parse error at std"). It needs nothing of it,
# so it is told that it has seen it.
set(CMAKE_AUTOMOC_MOC_OPTIONS -D_COMPARE -D_GLIBCXX_CONCEPTS)
