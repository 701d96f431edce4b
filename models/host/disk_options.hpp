// DiskOptions: one file system on one device, with the defaults of ext4 on Linux.
#pragma once

#include <cstdint>

#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// What a write does that does not fit: nothing (seen on ext4), or what fits (seen on tmpfs: 536 of
// 1000 bytes, then ENOSPC).
enum class WhenFull : std::uint8_t { whole, partial };

struct DiskOptions {
  ByteSize capacity = ByteSize::mebibytes(20'480);
  Ratio reserved = Ratio::percent(5);
  ByteSize block = ByteSize::bytes(4'096);
  std::uint64_t inodes_max = 1'310'720;
  WhenFull when_full = WhenFull::whole;
  ByteSize quota = ByteSize::bytes(~std::uint64_t{0});
  ByteSize file_size_max = ByteSize::bytes(std::uint64_t{1} << 44U);
  Distribution call_time = Distribution::constant(Duration(std::chrono::microseconds(13)));
  Distribution sync_time = Distribution::constant(Duration(std::chrono::milliseconds(2)));
  ByteSize write_rate = ByteSize::mebibytes(200);  // per second
  Duration writeback_after = std::chrono::seconds(30);
  Duration commit_interval = std::chrono::seconds(5);
  bool sync_commits_names = false;
  bool auto_da_alloc = true;
  Ratio unsynced_survives = Ratio::percent(50);

  static const FieldTable<DiskOptions>& fields();
};

}  // namespace hindcast
