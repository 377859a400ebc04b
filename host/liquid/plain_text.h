// What an HTML mail says, as text: for the part that readers without HTML see, and for channels without it.
//
// Links become "text (url)", lists lines with "-" or numbers, headings and paragraphs stand apart, a table's
// row is a line, pictures are their descriptions, and what is hidden (style, script, head, display:none) is
// left out. White space is drawn together. Never fails: what is no proper HTML is read as browsers do,
// roughly.
//
// Thread safety: pure. Takes time linear in the text.
#pragma once

#include <string>
#include <string_view>

namespace carillon::liquid {

// Appends to `out`.
void write_plain_text(std::string_view html, std::string& out);
std::string plain_text(std::string_view html);

// The text between tags as it stands, without those of scripts, styles and comments.
std::string without_tags(std::string_view html);

}  // namespace carillon::liquid
