# The shipped systems: scenarios/systems/*.json, compiled into the scenarios library.
file(GLOB hindcast_system_files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/scenarios/systems/*.json")
if(hindcast_system_files AND TARGET hindcast_scenarios)
  set(embedded "${PROJECT_BINARY_DIR}/generated/shipped_systems.cpp")
  add_custom_command(OUTPUT "${embedded}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${embedded}" "-DDIRECTORY=${PROJECT_SOURCE_DIR}/scenarios/systems" -P "${PROJECT_SOURCE_DIR}/.cmake/embed_systems.cmake"
    DEPENDS ${hindcast_system_files} "${PROJECT_SOURCE_DIR}/.cmake/embed_systems.cmake" VERBATIM)
  target_sources(hindcast_scenarios PRIVATE "${embedded}")
endif()
