#include "hindcast/replay/text_file.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>

#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kChunk = 65'536;

}  // namespace

std::string read_text(const std::string& path, std::string_view what, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw InputError({path}, fmt::format("the {} cannot be opened", what),
                     "check its name and rights");
  }
  std::string text;
  std::array<char, kChunk> chunk{};
  while (text.size() <= bytes_max && file.good()) {
    file.read(chunk.data(), chunk.size());
    text.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    throw InputError({path}, fmt::format("the {} cannot be read", what), "is it a file?");
  }
  if (text.size() > bytes_max) {
    throw InputError({path}, fmt::format("the {} is larger than {} bytes", what, bytes_max),
                     "is it the right file?");
  }
  return text;
}

}  // namespace hindcast
