// DiskFiles: a process's view of a disk: its open files and its limit of descriptors. It is a
// member of the process, so a crash closes everything; the adversary may have one as a shell.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

#include "hindcast/models/host/descriptors.hpp"
#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/file_system.hpp"

namespace hindcast {

class DiskFiles final : public FileSystem {
 public:
  // `node` is the process's; `descriptors` counts what it has open, and both outlive this.
  DiskFiles(Disk& disk, Node& node, Descriptors& descriptors);
  DiskFiles(const DiskFiles&) = delete;
  DiskFiles& operator=(const DiskFiles&) = delete;
  ~DiskFiles() override;

  FileResult open(std::string_view path, OpenMode mode) override;
  FileResult close(std::int64_t descriptor) override;
  FileResult write(std::int64_t descriptor, std::string_view bytes) override;
  FileResult write_at(std::int64_t descriptor, std::uint64_t offset,
                      std::string_view bytes) override;
  ReadResult read_at(std::int64_t descriptor, std::uint64_t offset, std::uint64_t count) override;
  FileResult sync(std::int64_t descriptor) override;
  FileResult sync_directory(std::string_view path) override;
  FileResult truncate(std::int64_t descriptor, std::uint64_t size) override;
  FileResult rename(std::string_view from, std::string_view to) override;
  FileResult unlink(std::string_view path) override;
  FileStatus status(std::string_view path) override;
  FileStatus status_of(std::int64_t descriptor) override;

  Node& node() const { return node_; }
  // What has no name after a power loss is no longer the file system's.
  void forget_orphans();
  std::size_t open_files() const { return open_.size(); }

 private:
  struct OpenFile {
    std::shared_ptr<Inode> inode;
    OpenMode mode{};
    std::uint64_t position = 0;
    std::uint64_t errors_seen = 0;
  };

  FileError open_inode(std::string_view path, OpenMode mode, std::shared_ptr<Inode>& inode);
  OpenFile* find(std::int64_t descriptor);
  FileResult put(OpenFile& file, std::uint64_t offset, std::string_view bytes);
  void release(OpenFile& file);

  Disk& disk_;
  Node& node_;
  Descriptors& descriptors_;
  std::map<std::int64_t, OpenFile> open_;
};

}  // namespace hindcast
