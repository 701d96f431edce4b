# What every target of ours is compiled with: the language, the warnings, the sanitizers, and nothing that bends arithmetic.

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug or Release" FORCE)
  endif()
  if(CMAKE_CXX_FLAGS_RELEASE STREQUAL "-O3 -DNDEBUG")
    set(CMAKE_CXX_FLAGS_RELEASE "-O3 -g1 -DNDEBUG")  # line numbers in profiles and backtraces
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  find_program(HINDCAST_CCACHE ccache)
  if(HINDCAST_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${HINDCAST_CCACHE}")
  endif()
endif()

set(hindcast_sanitize_flags "")
if(HINDCAST_SANITIZE)
  set(hindcast_sanitize_flags -fsanitize=${HINDCAST_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()
if(HINDCAST_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "HINDCAST_BUILD_FUZZERS needs libFuzzer: configure with -DCMAKE_CXX_COMPILER=clang++.")
  endif()
  list(APPEND hindcast_sanitize_flags -fsanitize=fuzzer-no-link)
endif()

set(hindcast_warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns about std::string's own code at -O2 and above (PR 105651), and about any code under a sanitizer.
  list(APPEND hindcast_warnings -Wno-restrict)
  if(HINDCAST_SANITIZE)
    list(APPEND hindcast_warnings -Wno-maybe-uninitialized)
  endif()
endif()

# Compiles a target of ours by the rules of the house.
function(hindcast_rules target)
  set_target_properties(${target} PROPERTIES
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF COMPILE_WARNING_AS_ERROR ${PROJECT_IS_TOP_LEVEL})
  # The longer prefix last: g++ tries the last one first. So __FILE__ is "sim/world.cpp" in every checkout.
  target_compile_options(${target} PRIVATE ${hindcast_warnings}
    "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=" "-fmacro-prefix-map=${PROJECT_BINARY_DIR}/include/hindcast/=")
endfunction()
