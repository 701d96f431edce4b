#include "hindcast/replay/text_file.hpp"

#include <fmt/format.h>

#include <fstream>

#include "hindcast/sim/input_error.hpp"

namespace hindcast {

std::string read_text(const std::string& path, std::string_view what, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw InputError({path}, fmt::format("the {} cannot be opened", what),
                     "check its name and rights");
  }
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) {
    throw InputError({path}, fmt::format("the {} cannot be read", what), "is it a file?");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > bytes_max) {
    throw InputError({path}, fmt::format("the {} is larger than {} bytes", what, bytes_max),
                     "is it the right file?");
  }
  return text;
}

}  // namespace hindcast
