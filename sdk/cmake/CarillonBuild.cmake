# How this tree compiles: one standard, one set of warnings, one door for sanitizers.
# Not installed: a plugin built outside brings its own flags.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
# Line tables are enough to read a backtrace and halve the time to link.
string(REPLACE "-g" "-g1" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")

set(CARILLON_SANITIZE "" CACHE STRING "sanitizers: address,undefined or thread")
if(CARILLON_SANITIZE)
  add_compile_options(-fsanitize=${CARILLON_SANITIZE} -fno-omit-frame-pointer)
  # Optimising what the address and undefined sanitizers put in takes g++ twice as long as all the rest; a
  # program with races to find is the better for being quick.
  if(CARILLON_SANITIZE STREQUAL "thread")
    add_compile_options(-O1)
  endif()
  # In code that it instruments g++ 12 takes members of variants and of std::regex for uninitialised.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${CARILLON_SANITIZE})
endif()

find_program(CARILLON_CCACHE ccache)
if(CARILLON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CARILLON_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CARILLON_CCACHE}")
endif()
find_program(CARILLON_MOLD mold)
if(CARILLON_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(carillon_warnings INTERFACE)
target_compile_options(carillon_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)

# carillon_library(NAME SOURCES a.cpp ... LIBRARIES public... PRIVATE_LIBRARIES private...)
# A static library of the host, included as "<folder>/<header>.h" from host/.
function(carillon_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/host")
  target_link_libraries(${name} PUBLIC ${ARG_LIBRARIES} PRIVATE carillon_warnings ${ARG_PRIVATE_LIBRARIES})
endfunction()

# carillon_test(NAME SOURCES a_test.cpp ... LIBRARIES ...)
# One GoogleTest program; each of its tests is a ctest of its own only by program, which keeps discovery quick.
function(carillon_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;ENVIRONMENT" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} GTest::gtest_main carillon_warnings)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT
    "CARILLON_PLUGIN_DIR=${CMAKE_BINARY_DIR}/lib/carillon/plugins;CARILLON_BIN=${CMAKE_BINARY_DIR}/bin/carillon;CARILLON_SOURCE_DIR=${PROJECT_SOURCE_DIR};${ARG_ENVIRONMENT}")
endfunction()
