# Writes OUTPUT, a C++ source that holds the lines of the time-zone tables in INPUT, so that the program needs no file
# beside it. Run with cmake -P.
file(STRINGS "${INPUT}" lines ENCODING UTF-8)
set(rows "")
foreach(line IN LISTS lines)
  string(APPEND rows "    R\"zone(${line})zone\",\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by .cmake/embed_zones.cmake.
#include \"hindcast/models/time/pinned_zones.hpp\"

namespace hindcast {

std::span<const std::string_view> pinned_zone_lines() {
  static constexpr std::string_view kLines[] = {
${rows}  };
  return kLines;
}

}  // namespace hindcast
")
