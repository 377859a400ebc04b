# Proves the promise to plugin authors: installs the SDK alone, builds a channel against it with each compiler
# at hand, and looks at the files' symbols and needs. Run by ctest:
#   cmake -DBUILD_DIR=... -DSOURCE_DIR=... -P build_outside.cmake
# Leaves BUILD_DIR/outside/{gcc,clang}/acme_sms.carillon.so for the end-to-end test.

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT status EQUAL 0)
    string(JOIN " " line ${ARGN})
    message(FATAL_ERROR "${line}\nanswered ${status}\n${out}\n${err}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

function(check_file file)
  run(nm -D --defined-only --format=posix "${file}")
  string(REGEX MATCHALL "[^\n]+" lines "${output}")
  list(LENGTH lines n)
  if(NOT n EQUAL 1 OR NOT output MATCHES "^carillon_module_v1 T ")
    message(FATAL_ERROR "${file} must export carillon_module_v1 and nothing else; it exports\n${output}")
  endif()
  run(readelf -d "${file}")
  string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" needed "${output}")
  if(needed MATCHES "libc\\+\\+|libstdc\\+\\+|libgcc_s|libunwind")
    message(FATAL_ERROR "${file} must bring its C++ runtime with it; it needs\n${needed}")
  endif()
  if(output MATCHES "RPATH|RUNPATH|TEXTREL")
    message(FATAL_ERROR "${file} must have neither RPATH nor text relocations:\n${output}")
  endif()
endfunction()

function(build_with name compiler flags)
  find_program(path_${name} ${compiler})
  if(NOT path_${name})
    message(STATUS "${name} is skipped: there is no ${compiler} on this machine")
    return()
  endif()
  set(out "${BUILD_DIR}/outside/${name}")
  file(REMOVE_RECURSE "${out}")
  run("${CMAKE_COMMAND}" -S "${SOURCE_DIR}/acme_sms" -B "${out}" -G Ninja -DCMAKE_BUILD_TYPE=Release
      "-DCMAKE_CXX_COMPILER=${path_${name}}" "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_PREFIX_PATH=${prefix}"
      -DACME_ID=acme_sms_${name})
  run("${CMAKE_COMMAND}" --build "${out}")
  check_file("${out}/acme_sms.carillon.so")
  message(STATUS "${name}: one symbol, its own runtime")

  set(from_template "${BUILD_DIR}/outside/template_${name}")
  file(REMOVE_RECURSE "${from_template}")
  run("${CMAKE_COMMAND}" -S "${prefix}/share/carillon/template" -B "${from_template}" -G Ninja
      "-DCMAKE_CXX_COMPILER=${path_${name}}" "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_PREFIX_PATH=${prefix}")
  run("${CMAKE_COMMAND}" --build "${from_template}")
  check_file("${from_template}/my_channel.carillon.so")
  message(STATUS "${name}: the template builds as it is")
endfunction()

set(prefix "${BUILD_DIR}/outside/prefix")
file(REMOVE_RECURSE "${prefix}")
run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --component sdk --prefix "${prefix}")
build_with(gcc g++ "")
build_with(clang clang++ "-stdlib=libc++")
