// Running other programs from a test.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

namespace hindcast::testing {

// Returns what the shell command writes to standard output; empty if it cannot be run.
inline std::string output_of(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 4096> block{};
  for (std::size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;) {
    output.append(block.data(), got);
  }
  pclose(pipe);
  return output;
}

// Returns the path of the running program.
inline std::string this_program() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size() - 1);
  return length < 0 ? "" : std::string(path.data(), static_cast<std::size_t>(length));
}

}  // namespace hindcast::testing
