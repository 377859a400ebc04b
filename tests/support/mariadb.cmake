# carillon_test_mariadb: a private MariaDB server for tests. Included by whoever needs it.
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/servers.cmake")
find_library(MARIADB_LIBRARY mariadb REQUIRED)
find_path(MARIADB_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb mysql REQUIRED)
add_library(carillon_test_mariadb STATIC "${CMAKE_CURRENT_LIST_DIR}/mariadb.cpp")
target_include_directories(carillon_test_mariadb PUBLIC "${CMAKE_CURRENT_LIST_DIR}/..")
target_include_directories(carillon_test_mariadb SYSTEM PRIVATE "${MARIADB_INCLUDE_DIR}")
target_link_libraries(carillon_test_mariadb PRIVATE ${MARIADB_LIBRARY} carillon_test_servers carillon_warnings)
