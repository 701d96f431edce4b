# The shipped systems: scenarios/systems/*.json, compiled into the scenarios library.
file(GLOB hindcast_system_files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/scenarios/systems/*.json")
if(hindcast_system_files AND TARGET hindcast_scenarios)
  set(embedded "${PROJECT_BINARY_DIR}/generated/shipped_systems.cpp")
  add_custom_command(OUTPUT "${embedded}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${embedded}" "-DDIRECTORY=${PROJECT_SOURCE_DIR}/scenarios/systems" -P "${PROJECT_SOURCE_DIR}/.cmake/embed_systems.cmake"
    DEPENDS ${hindcast_system_files} "${PROJECT_SOURCE_DIR}/.cmake/embed_systems.cmake" VERBATIM)
  target_sources(hindcast_scenarios PRIVATE "${embedded}")
endif()

# The time-zone tables: models/time/zones.txt, compiled into the models library.
set(hindcast_zone_table "${PROJECT_SOURCE_DIR}/models/time/zones.txt")
set(hindcast_zone_source "${PROJECT_BINARY_DIR}/generated/pinned_zones.cpp")
add_custom_command(OUTPUT "${hindcast_zone_source}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${hindcast_zone_source}" "-DINPUT=${hindcast_zone_table}" -P "${PROJECT_SOURCE_DIR}/.cmake/embed_zones.cmake"
  DEPENDS "${hindcast_zone_table}" "${PROJECT_SOURCE_DIR}/.cmake/embed_zones.cmake" VERBATIM)
target_sources(hindcast_models PRIVATE "${hindcast_zone_source}")
