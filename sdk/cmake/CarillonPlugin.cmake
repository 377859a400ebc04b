# carillon_add_plugin(NAME SOURCES a.cpp ... [LIBRARIES ...] [SHARED_STL])
#
# Builds NAME.carillon.so so that any Carillon host can load it: hidden visibility, exactly one exported
# symbol, no undefined ones, and the C++ runtime linked statically, be it libstdc++ or libc++. SHARED_STL is
# for plugins built in one tree with their host by the same compiler, which may share its runtime.
#
# CARILLON_PLUGIN_OUTPUT_DIRECTORY says where the file goes. With testing enabled and the host's program at
# hand, `carillon plugin inspect` becomes a test of the plugin.

set(CARILLON_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/carillon-plugin.map")

function(carillon_add_plugin name)
  cmake_parse_arguments(ARG "SHARED_STL" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "carillon_add_plugin(${name}): SOURCES is missing; name the plugin's .cpp files")
  endif()
  set(output_dir "${CMAKE_BINARY_DIR}/lib/carillon/plugins")
  if(DEFINED CARILLON_PLUGIN_OUTPUT_DIRECTORY)
    set(output_dir "${CARILLON_PLUGIN_OUTPUT_DIRECTORY}")
  endif()

  add_library(${name} MODULE ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE Carillon::sdk ${ARG_LIBRARIES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".carillon.so" POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "" LIBRARY_OUTPUT_DIRECTORY "${output_dir}"
    LINK_DEPENDS "${CARILLON_PLUGIN_MAP}")
  target_link_options(${name} PRIVATE "LINKER:--version-script=${CARILLON_PLUGIN_MAP}" "LINKER:-z,noexecstack")
  if(NOT CARILLON_SANITIZE)
    target_link_options(${name} PRIVATE "LINKER:-z,defs")
  endif()
  if(NOT ARG_SHARED_STL)
    carillon_static_runtime_(${name})
  endif()

  set(libdir lib)
  if(DEFINED CMAKE_INSTALL_LIBDIR)
    set(libdir "${CMAKE_INSTALL_LIBDIR}")
  endif()
  install(TARGETS ${name} LIBRARY DESTINATION "${libdir}/carillon/plugins" COMPONENT plugins)
  if(CARILLON_EXECUTABLE)
    add_test(NAME ${name}_check COMMAND "${CARILLON_EXECUTABLE}" plugin inspect "$<TARGET_FILE:${name}>")
  endif()
endfunction()

# Which C++ runtime the compiler is set to is asked of the compiler, not guessed from its flags.
function(carillon_static_runtime_ name)
  include(CheckCXXSourceCompiles)
  check_cxx_source_compiles("#include <cstddef>
    #ifndef _LIBCPP_VERSION
    #error another library
    #endif
    int main() {}" CARILLON_USES_LIBCXX)
  if(CARILLON_USES_LIBCXX)
    # clang has no switch for a static libc++; the archives stand in place of the library.
    target_link_options(${name} PRIVATE -nostdlib++)
    target_link_libraries(${name} PRIVATE "-Wl,-Bstatic,-lc++,-lc++abi,-Bdynamic" -lpthread -lm)
  else()
    target_link_options(${name} PRIVATE -static-libstdc++)
  endif()
  target_link_options(${name} PRIVATE -static-libgcc)
endfunction()
