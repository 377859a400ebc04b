# carillon_add_plugin(NAME SOURCES a.cpp ... [LIBRARIES ...] [SHARED_STL])
#
# Builds NAME.carillon.so so that any Carillon host can load it: hidden visibility, exactly one exported
# symbol, no undefined ones, and the C++ runtime linked statically. SHARED_STL is for plugins built in one
# tree with their host by the same compiler, which may share its runtime.

set(CARILLON_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/carillon-plugin.map")

function(carillon_add_plugin name)
  cmake_parse_arguments(ARG "SHARED_STL" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(${name} MODULE ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Carillon::sdk ${ARG_LIBRARIES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".carillon.so" POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON SKIP_BUILD_RPATH ON
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/carillon/plugins"
    LINK_DEPENDS "${CARILLON_PLUGIN_MAP}")
  target_link_options(${name} PRIVATE "LINKER:--version-script=${CARILLON_PLUGIN_MAP}")
  if(NOT CARILLON_SANITIZE)
    target_link_options(${name} PRIVATE "LINKER:-z,defs")
  endif()
  if(ARG_SHARED_STL)
    return()
  endif()
  if(CMAKE_CXX_FLAGS MATCHES "-stdlib=libc\\+\\+")
    # clang has no switch for a static libc++; naming the archives in place of the library does it.
    target_link_options(${name} PRIVATE -nostdlib++)
    target_link_libraries(${name} PRIVATE -Wl,-Bstatic -lc++ -lc++abi -Wl,-Bdynamic -lpthread -lm)
  else()
    target_link_options(${name} PRIVATE -static-libstdc++)
  endif()
  target_link_options(${name} PRIVATE -static-libgcc)
endfunction()
