// Boost.JSON is compiled here, once: the distribution ships its headers only.
#include <boost/json/src.hpp>
