// Boost.JSON is compiled here, alone in its file, so that a program which brings its own copy links as well.
#include <boost/json/src.hpp>
