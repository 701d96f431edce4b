// JsonTree: what a JsonDocument holds. The values lie in one vector in file order, each container
// before its content, so that neither building nor destroying them recurses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/json/document.hpp"

namespace hindcast {

struct JsonNode {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // A range of JsonTree::characters.
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  JsonKind kind = JsonKind::null;
  bool truth = false;
  std::uint32_t offset = 0;
  std::uint32_t parent = kNone;
  std::uint32_t next = kNone;  // the next value of the same container
  std::uint32_t children = 0;
  Range text;  // of a string, its characters; of a number, as written
  Range key;
  std::uint32_t key_offset = kNone;
};

struct JsonTree {
  std::string file;
  std::string source;
  std::vector<std::size_t> line_begins;  // the offset of the first byte of each line of the source
  std::string characters;                // of all strings, keys and numbers
  std::vector<JsonNode> nodes;

  std::string_view range(JsonNode::Range range) const {
    return std::string_view(characters).substr(range.begin, range.size);
  }
};

// Returns a tree without values for this source. Line ends are LF, CR LF and CR.
JsonTree tree_of(std::string_view file, std::string_view source);

// Returns line and column of a byte of the source; it walks through that line.
Place place_of(const JsonTree& tree, std::size_t offset);

}  // namespace hindcast
