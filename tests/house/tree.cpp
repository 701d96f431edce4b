#include "tests/house/tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

namespace hindcast {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

bool is_source(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".hpp"); }

// Recorded and generated data is kept as it came.
bool is_data(std::string_view path) {
  static constexpr std::array<std::string_view, 4> kData = {"tests/data/", "tests/golden/",
                                                            "tests/seeds/", "tests/fuzz/corpus/"};
  return std::ranges::any_of(kData,
                             [&](std::string_view place) { return path.starts_with(place); });
}

bool is_text(std::string_view path) {
  static constexpr std::array<std::string_view, 4> kEndings = {".md", ".cmake", ".txt", ".in"};
  const bool ending =
      std::ranges::any_of(kEndings, [&](std::string_view end) { return path.ends_with(end); });
  return is_source(path) ||
         (!is_data(path) && (ending || path == "hindcast" || path.starts_with(".ci/")));
}

// The paths of all files in the rooms and beside them, relative to `root`; what git ignores is not
// ours.
std::vector<std::string> list_files(const fs::path& root) {
  static constexpr std::array<std::string_view, 8> kFolders = {
      "sim", "models", "replay", "scenarios", "tests", "bench", ".ci", ".cmake"};
  std::vector<std::string> paths;
  const auto add = [&](const fs::directory_entry& entry) {
    if (entry.is_regular_file())
      paths.push_back(entry.path().lexically_relative(root).generic_string());
  };
  for (const auto& entry : fs::directory_iterator(root)) add(entry);
  for (const std::string_view folder : kFolders) {
    if (!fs::is_directory(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) add(entry);
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

Tree read_tree(const fs::path& root) {
  Tree tree;
  for (const auto& entry : fs::directory_iterator(root))
    tree.top_level.push_back(entry.path().filename().string());
  std::ranges::sort(tree.top_level);
  tree.ignored = split_lines(read_file(root / ".gitignore"));
  for (const std::string& path : list_files(root)) {
    if (!is_text(path)) continue;
    tree.texts.push_back({path, read_file(root / path)});
    if (is_source(path)) tree.sources.push_back(parse_source(path, tree.texts.back().content));
  }
  return tree;
}

}  // namespace hindcast
