#include "hindcast/models/queue/offset_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace hindcast {
namespace {

// Reads `"name":` and a number. Returns false if they are not next.
bool take_field(std::string_view& text, std::string_view prefix, std::uint64_t& value) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

OffsetFile::Loaded OffsetFile::load() {
  const FileResult opened = files_.open(options_.path, {.reads = true});
  if (!opened.ok()) return {.error = opened.error};
  const ReadResult read = files_.read_at(opened.value, 0, 256);
  files_.close(opened.value);
  if (!read.ok()) return {.error = read.error};
  QueuePosition position;
  std::string_view text = read.bytes;
  const bool good = take_field(text, "{\"inode\":", position.inode) &&
                    take_field(text, ",\"generation\":", position.generation) &&
                    take_field(text, ",\"offset\":", position.offset) && text == "}\n";
  if (!good) return {.corrupt = true};
  return {.position = position};
}

FileError OffsetFile::store(const QueuePosition& position) {
  const bool replaces = options_.write == OffsetWrite::replace;
  const std::string path = replaces ? options_.path + ".tmp" : options_.path;
  const FileResult opened = files_.open(path, {.writes = true, .creates = true, .truncates = true});
  if (!opened.ok()) return opened.error;
  const std::string text = fmt::format("{{\"inode\":{},\"generation\":{},\"offset\":{}}}\n",
                                       position.inode, position.generation, position.offset);
  const FileResult written = files_.write(opened.value, text);
  FileError error = written.error;
  if (written.ok() && static_cast<std::size_t>(written.value) < text.size()) {
    error = FileError::enospc;
  }
  if (error == FileError::none && options_.sync) error = files_.sync(opened.value).error;
  files_.close(opened.value);
  if (error != FileError::none || !replaces) return error;
  if (const FileResult renamed = files_.rename(path, options_.path); !renamed.ok()) {
    return renamed.error;
  }
  return options_.sync ? files_.sync_directory(options_.path).error : FileError::none;
}

}  // namespace hindcast
