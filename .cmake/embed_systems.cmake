# Writes OUTPUT, a C++ source that holds the shipped system files (*.json in DIRECTORY) as text, so that the
# program needs no file beside it. Run with cmake -P.
file(GLOB SYSTEMS "${DIRECTORY}/*.json")
list(SORT SYSTEMS)
set(rows "")
foreach(system ${SYSTEMS})
  get_filename_component(name "${system}" NAME_WE)
  file(READ "${system}" text)
  string(APPEND rows "    {\"${name}\", R\"hindcast_json(${text})hindcast_json\"},\n")
endforeach()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT "// Written by .cmake/embed_systems.cmake.
#include \"hindcast/scenarios/systems/shipped_systems.hpp\"

namespace hindcast {

std::span<const ShippedSystem> shipped_systems() {
  static constexpr ShippedSystem kSystems[] = {
@rows@  };
  return kSystems;
}

}  // namespace hindcast
")
