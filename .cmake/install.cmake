# Installation: headers under include/hindcast/<room>, the libraries, the program, and a package that find_package(hindcast) finds.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(rooms sim models replay scenarios cli)
foreach(room ${rooms})
  set_target_properties(hindcast_${room} PROPERTIES EXPORT_NAME ${room})
  install(TARGETS hindcast_${room} EXPORT hindcastTargets)
  if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/${room}")
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/${room}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/hindcast/${room}"
            FILES_MATCHING PATTERN "*.hpp" PATTERN "cli" EXCLUDE)
  endif()
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/scenarios/cli/cli_main.hpp" "${PROJECT_SOURCE_DIR}/scenarios/cli/exit_code.hpp"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/hindcast/scenarios/cli")
if(TARGET hindcast)
  install(TARGETS hindcast)
endif()

set(package_directory "${CMAKE_INSTALL_LIBDIR}/cmake/hindcast")
install(EXPORT hindcastTargets NAMESPACE hindcast:: DESTINATION "${package_directory}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/.cmake/hindcastConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/hindcastConfig.cmake" INSTALL_DESTINATION "${package_directory}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/hindcastConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/hindcastConfig.cmake" "${PROJECT_BINARY_DIR}/hindcastConfigVersion.cmake"
        DESTINATION "${package_directory}")
