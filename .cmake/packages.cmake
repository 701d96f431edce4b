# The libraries that hindcast stands on, each with the Debian package that holds it.

if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)  # Boost's own package configuration
endif()

# Finds a package or stops with the name of the Debian package to install.
macro(hindcast_find debian_packages)
  find_package(${ARGN} QUIET)
  if(NOT ${ARGV1}_FOUND)
    message(FATAL_ERROR "hindcast needs ${ARGV1}, which was not found. On Debian: apt-get install ${debian_packages}"
                        " (./hindcast installs what is missing by itself).")
  endif()
endmacro()

hindcast_find("libboost-dev libboost-context-dev" Boost 1.74 COMPONENTS context)
hindcast_find("libfmt-dev" fmt)
hindcast_find("nlohmann-json3-dev" nlohmann_json 3.10)
hindcast_find("libc6-dev" Threads)
if(EXISTS "${PROJECT_SOURCE_DIR}/scenarios/cli")
  hindcast_find("libcli11-dev" CLI11 2.1)
endif()
if(HINDCAST_BUILD_TESTS)
  hindcast_find("doctest-dev" doctest 2.4)
endif()
