#include "hindcast/models/time/zone_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "hindcast/models/time/pinned_zones.hpp"
#include "hindcast/models/time/tzif.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kHeading = "# tz database ";
constexpr std::size_t kFileSizeMax = std::size_t{1} << 20U;

std::string_view name_in(std::string_view line) { return line.substr(0, line.find_first_of("|=")); }

// No name leads out of the directory.
bool is_zone_name(std::string_view name) {
  const auto fits = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-' || letter == '+' ||
           letter == '/';
  };
  return !name.empty() && name.front() != '/' && std::all_of(name.begin(), name.end(), fits);
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) throw InputError({path}, "cannot be read", "name a directory such as zic writes");
  if (bytes.str().size() > kFileSizeMax) {
    throw InputError({path}, "is too large for a zone", "name a directory such as zic writes");
  }
  return bytes.str();
}

TextError unknown_zone(std::string_view name, const std::string& version) {
  return {in_quotes(name) + " is no time zone of the tz database " + version,
          "write a name such as Europe/Berlin"};
}

}  // namespace

ZoneTables::ZoneTables(std::string version, Lines lines)
    : version_(std::move(version)), lines_(std::move(lines)) {
  std::sort(lines_.begin(), lines_.end(), [](const std::string& left, const std::string& right) {
    return name_in(left) < name_in(right);
  });
}

const ZoneTables& ZoneTables::pinned() {
  static const ZoneTables tables = [] {
    const auto lines = pinned_zone_lines();
    std::string_view version = lines.front().substr(kHeading.size());
    version = version.substr(0, version.find(' '));
    return ZoneTables(std::string(version), Lines(lines.begin() + 1, lines.end()));
  }();
  return tables;
}

ZoneTables ZoneTables::in_directory(const std::string& directory) {
  const std::string index = directory + "/tzdata.zi";
  std::istringstream rows(read_whole(index));
  std::string version;
  Lines lines;
  std::uint32_t number = 0;
  for (std::string row; std::getline(rows, row);) {
    ++number;
    std::istringstream words(row);
    std::string kind;
    std::string first;
    std::string second;
    words >> kind >> first >> second;
    const bool names_version = number == 1 && kind == "#" && first == "version";
    if (names_version) version = second;
    if (kind != "Z" && kind != "L") continue;
    const bool is_link = kind == "L";
    if (!is_zone_name(first) || (is_link && !is_zone_name(second))) {
      throw InputError({index, number}, "names no zone", "name a directory such as zic writes");
    }
    if (is_link) {
      lines.push_back(fmt::format("{}={}", second, first));
      continue;
    }
    const std::string path = fmt::format("{}/{}", directory, first);
    const Parsed<TimeZone> zone = read_tzif(read_whole(path), first);
    lines.push_back(zone.value_or_throw({path}).line());
  }
  if (version.empty() || lines.empty()) {
    throw InputError({index}, "is no index of the tz database",
                     "name a directory such as zic writes");
  }
  return ZoneTables(version, std::move(lines));
}

std::vector<std::string> ZoneTables::names() const {
  std::vector<std::string> names;
  for (const std::string& line : lines_) names.emplace_back(name_in(line));
  return names;
}

const std::string* ZoneTables::line_of(std::string_view name) const {
  const auto found = std::lower_bound(
      lines_.begin(), lines_.end(), name,
      [](const std::string& line, std::string_view asked) { return name_in(line) < asked; });
  return found != lines_.end() && name_in(*found) == name ? &*found : nullptr;
}

Parsed<TimeZone> ZoneTables::find(std::string_view name) const {
  const std::string* line = line_of(name);
  constexpr int kLinksMax = 4;
  for (int links = 0; line != nullptr && links < kLinksMax; ++links) {
    const std::size_t sign = line->find_first_of("|=");
    if ((*line)[sign] == '|') return TimeZone::of_line(*line);
    line = line_of(std::string_view(*line).substr(sign + 1));
  }
  return unknown_zone(name, version_);
}

std::string ZoneTables::text() const {
  std::string text = fmt::format("{}{} (public domain)\n", kHeading, version_);
  for (const std::string& line : lines_) text += line + "\n";
  return text;
}

}  // namespace hindcast
