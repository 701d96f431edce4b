// The repository on disk, read once: what the house rules are checked on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/house/source_file.hpp"

namespace hindcast {

struct TextFile {
  std::string path;
  std::string content;
};

struct Tree {
  std::vector<std::string> top_level;  // names
  std::vector<std::string> ignored;    // the lines of .gitignore
  std::vector<SourceFile> sources;     // .cpp and .hpp
  std::vector<TextFile>
      texts;  // these and the scripts, build files and documents; recorded data is left out
};

// Reads the tree below `root`, in the order of the paths.
Tree read_tree(const std::filesystem::path& root);

}  // namespace hindcast
