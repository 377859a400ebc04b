// Boost.JSON, compiled here and nowhere else in this library: a program that brings its own links that one.
#include <boost/json/src.hpp>
