# carillon_test_servers: what the servers that tests start have in common.
include_guard(GLOBAL)
add_library(carillon_test_servers STATIC "${CMAKE_CURRENT_LIST_DIR}/servers.cpp")
target_include_directories(carillon_test_servers PUBLIC "${CMAKE_CURRENT_LIST_DIR}/..")
target_link_libraries(carillon_test_servers PRIVATE carillon_warnings)
