# carillon_test_redis: a private Redis server for tests. Included by whoever needs it.
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/servers.cmake")
find_library(HIREDIS_LIBRARY hiredis REQUIRED)
find_path(HIREDIS_INCLUDE_DIR hiredis/hiredis.h REQUIRED)
add_library(carillon_test_redis STATIC "${CMAKE_CURRENT_LIST_DIR}/redis.cpp")
target_include_directories(carillon_test_redis PUBLIC "${CMAKE_CURRENT_LIST_DIR}/..")
target_include_directories(carillon_test_redis SYSTEM PRIVATE "${HIREDIS_INCLUDE_DIR}")
target_link_libraries(carillon_test_redis PRIVATE ${HIREDIS_LIBRARY} carillon_test_servers carillon_warnings)
