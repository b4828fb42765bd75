# Compiler settings and the two functions with which every folder declares its library and its tests.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Precompiled headers are cached only when ccache may ignore their time stamps.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 reports these in its own and Boost's headers at -O2 (PR 105329, 105562).
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  add_compile_options(-fpch-preprocess)
  # Said in a unity build of every private struct whose members have types of the unnamed namespace.
  add_compile_options(-Wno-subobject-linkage)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wthread-safety -Wno-unused-private-field)
endif()

if(TAPEDECK_SANITIZE)
  add_compile_options(-fsanitize=${TAPEDECK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TAPEDECK_SANITIZE})
endif()
if(TAPEDECK_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)

# tapedeck_library(NAME [PUBLIC libs...] [PRIVATE libs...]): the sources of the current folder (not of its subfolders).
# Include paths are relative to the top of the tree, so every #include names its room.
function(tapedeck_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# How long one test may take; sanitizers make everything several times slower.
set(TAPEDECK_TEST_SECONDS 120)
if(TAPEDECK_SANITIZE)
  set(TAPEDECK_TEST_SECONDS 900)
endif()

# tapedeck_qt_tests([ROOM name] LIBS libs...): one Qt Test executable for every *_test.cpp of the current folder, which is
# the room's name unless another one is given.
function(tapedeck_qt_tests)
  cmake_parse_arguments(ARG "" "ROOM" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *_test.cpp)
  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  if(ARG_ROOM)
    set(room ${ARG_ROOM})
  endif()
  add_custom_target(tests_${room}) # builds the tests of this room
  foreach(source ${sources})
    get_filename_component(test ${source} NAME_WE)
    add_executable(${room}_${test} ${source})
    set_target_properties(${room}_${test} PROPERTIES AUTOMOC ON
        AUTOMOC_MOC_OPTIONS "--include;${CMAKE_SOURCE_DIR}/packaging/cmake/moc_first.h")
    target_include_directories(${room}_${test} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${room}_${test} PRIVATE ${ARG_LIBS} Qt6::Test)
    target_compile_definitions(${room}_${test} PRIVATE QT_NO_KEYWORDS)
    add_dependencies(tests_${room} ${room}_${test})
    add_test(NAME ${room}.${test} COMMAND ${room}_${test})
    set_tests_properties(${room}.${test} PROPERTIES TIMEOUT ${TAPEDECK_TEST_SECONDS} ENVIRONMENT QT_QPA_PLATFORM=offscreen)
  endforeach()
endfunction()
