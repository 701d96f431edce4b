#include "hindcast/models/json/tree.hpp"

#include <algorithm>

#include "hindcast/sim/utf8.hpp"

namespace hindcast {

JsonTree tree_of(std::string_view file, std::string_view source) {
  JsonTree tree;
  tree.file = file;
  tree.source = source;
  tree.line_begins.push_back(0);
  for (std::size_t index = 0; index < source.size(); ++index) {
    const bool before_feed = index + 1 < source.size() && source[index + 1] == '\n';
    if (source[index] == '\n' || (source[index] == '\r' && !before_feed)) {
      tree.line_begins.push_back(index + 1);
    }
  }
  return tree;
}

Place place_of(const JsonTree& tree, std::size_t offset) {
  const auto after = std::upper_bound(tree.line_begins.begin(), tree.line_begins.end(), offset);
  const std::size_t begin = *(after - 1);
  const std::size_t before =
      utf8_characters(std::string_view(tree.source).substr(begin, offset - begin));
  return {tree.file, static_cast<std::uint32_t>(after - tree.line_begins.begin()),
          static_cast<std::uint32_t>(before + 1)};
}

}  // namespace hindcast
