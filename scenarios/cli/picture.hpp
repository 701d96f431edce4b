// Pictures of graphs through Graphviz, where it is installed.
#pragma once

#include <string>
#include <string_view>

namespace hindcast {

// Writes a picture to `path`, in the format that its ending names ("svg", "png", "pdf"), by the
// program `dot`. A path that ends in .dot or .gv gets the text itself. Throws InputError for any
// other ending; if there is no `dot`, or it fails, writes the text to `path`.dot and throws
// OutputError.
void write_picture(const std::string& path, std::string_view dot_text);

// Throws InputError if write_picture knows no format of that ending.
void check_picture_path(const std::string& path);

}  // namespace hindcast
