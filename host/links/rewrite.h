// Counting in HTML messages: links led through a count, and a picture that tells that a message was opened.
//
// Only what stands in href of <a> and <area> is touched, and only where `replace` answers something else;
// everything else comes out byte for byte. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace carillon::links {

// Appends the HTML to `out`. `replace` is given each link as a browser would read it, and answers the link
// that is to stand there, or nothing to leave it.
void rewrite_links(std::string_view html, const std::function<std::string(std::string_view url)>& replace,
                   std::string& out);

// Puts a picture of one point before the end of the body.
void add_picture(std::string& html, std::size_t from, std::string_view url);

}  // namespace carillon::links
