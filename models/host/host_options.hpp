// HostOptions: one machine, and which of a design's processes run on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct HostOptions {
  std::vector<std::string> runs{};  // names of nodes
  std::uint32_t cores = 2;
  ByteSize memory = ByteSize::mebibytes(4'096);
  ByteSize system_memory = ByteSize::mebibytes(300);
  ByteSize process_memory = ByteSize::mebibytes(50);
  std::uint32_t tasks_max = 32'768;
  std::uint32_t system_tasks = 150;

  static const FieldTable<HostOptions>& fields();
};

}  // namespace hindcast
