#include "hindcast/models/host/disk_options.hpp"

namespace hindcast {

const FieldTable<DiskOptions>& DiskOptions::fields() {
  using Options = DiskOptions;
  static const FieldTable<Options> table{
      field("capacity", &Options::capacity,
            {.about = "the size of the file system", .source = "assumption: a small cloud volume"}),
      field("reserved", &Options::reserved,
            {.about = "of the blocks, for root alone", .source = "mke2fs(8): -m defaults to 5%"}),
      field("block", &Options::block,
            {.minimum = ByteSize::bytes(512),
             .maximum = ByteSize::mebibytes(1),
             .about = "what is allocated, and torn, as one",
             .source = "mke2fs.conf(5): blocksize = 4096"}),
      field("inodes_max", &Options::inodes_max,
            {.minimum = 1, .source = "mke2fs.conf(5): inode_ratio = 16384, of 20 GiB"}),
      field("when_full", &Options::when_full,
            {.names = {{WhenFull::whole, "whole"}, {WhenFull::partial, "partial"}},
             .about = "whether the write that meets the end of the space writes what fits",
             .source = "measured: ext4 wrote nothing, tmpfs 536 of 1000 bytes (Linux 6.18)"}),
      field("quota", &Options::quota,
            {.unlimited = true,
             .about = "what the processes may use, else EDQUOT",
             .source = "quotactl(2): off by default"}),
      field("file_size_max", &Options::file_size_max,
            {.about = "beyond it EFBIG", .source = "ext4 with 4 KiB blocks: 16 TiB"}),
      field("call_time", &Options::call_time,
            {.about = "of a call that the page cache serves",
             .source = "measured: 20,000 appends of three calls each in 0.8 s (ext4, Linux 6.18)"}),
      field("sync_time", &Options::sync_time,
            {.about = "of a flush, beside its bytes; the device serves one at a time",
             .source = "assumption: a network block device"}),
      field("write_rate", &Options::write_rate,
            {.minimum = ByteSize::bytes(1),
             .about = "bytes that the device takes in a second",
             .source = "assumption: a network block device"}),
      field("writeback_after", &Options::writeback_after,
            {.about = "age at which the kernel writes a dirty page by itself",
             .source = "Linux vm.dirty_expire_centisecs = 3000"}),
      field("commit_interval", &Options::commit_interval,
            {.about = "age at which names and truncations are durable by themselves",
             .source = "ext4(5): commit=5"}),
      field("sync_commits_names", &Options::sync_commits_names,
            {.about = "fsync of a file also keeps its name",
             .source = "fsync(2): not guaranteed, although ext4 does it"}),
      field("auto_da_alloc", &Options::auto_da_alloc,
            {.about = "a rename over another file writes the new one's bytes first",
             .source = "ext4(5): auto_da_alloc is the default"}),
      field("unsynced_survives", &Options::unsynced_survives,
            {.about = "how often a random run keeps some of what was not synced at a power loss",
             .source = "assumption: a coin"}),
  };
  return table;
}

}  // namespace hindcast
