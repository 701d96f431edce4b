#include "hindcast/models/host/disk_files.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {

DiskFiles::DiskFiles(Disk& disk, Node& node, Descriptors& descriptors)
    : disk_(disk), node_(node), descriptors_(descriptors) {
  disk_.views_.push_back(this);
}

DiskFiles::~DiskFiles() {
  for (auto& [descriptor, file] : open_) release(file);
  std::erase(disk_.views_, this);
}

void DiskFiles::release(OpenFile& file) {
  descriptors_.give_back();
  --file.inode->opens;
  disk_.release_if_unused(*file.inode);
}

void DiskFiles::forget_orphans() {
  for (auto& [descriptor, file] : open_) {
    if (file.inode->links == 0) file.inode->counted = false;
  }
}

DiskFiles::OpenFile* DiskFiles::find(std::int64_t descriptor) {
  const auto found = open_.find(descriptor);
  return found == open_.end() ? nullptr : &found->second;
}

FileError DiskFiles::open_inode(std::string_view path, OpenMode mode,
                                std::shared_ptr<Inode>& inode) {
  inode = disk_.find(path);
  if (inode == nullptr) return mode.creates ? disk_.create(path, inode) : FileError::enoent;
  if (mode.creates && mode.exclusive) return FileError::eexist;
  if (mode.writes && disk_.read_only_) return FileError::erofs;
  if (mode.truncates && inode->size() > 0) disk_.truncate_to(inode, 0);
  return FileError::none;
}

FileResult DiskFiles::open(std::string_view path, OpenMode mode) {
  if (const FileError error = disk_.serve(FileCall::open); error != FileError::none) {
    return {0, error};
  }
  if (!descriptors_.take()) return {0, FileError::emfile};
  disk_.note_effect(FileCall::open, nullptr, hash_text(path));
  std::shared_ptr<Inode> inode;
  const FileError error = open_inode(path, mode, inode);
  if (error != FileError::none) {
    descriptors_.give_back();
    return {0, error};
  }
  // The lowest number that is free, after standard input, output and error.
  std::int64_t descriptor = 3;
  for (const auto& [taken, file] : open_) {
    if (taken != descriptor) break;
    ++descriptor;
  }
  ++inode->opens;
  const std::uint64_t errors = inode->error_sequence();
  open_.emplace(descriptor, OpenFile{std::move(inode), mode, 0, errors});
  return {descriptor};
}

FileResult DiskFiles::close(std::int64_t descriptor) {
  const FileError error = disk_.serve(FileCall::close);
  const auto found = open_.find(descriptor);
  if (found == open_.end()) return {0, FileError::ebadf};
  disk_.note_effect(FileCall::close, found->second.inode.get(), 0);
  release(found->second);
  open_.erase(found);
  return {0, error};
}

FileResult DiskFiles::put(OpenFile& file, std::uint64_t offset, std::string_view bytes) {
  std::uint64_t written = 0;
  const FileError error = disk_.write_bytes(*file.inode, offset, bytes, written);
  if (error != FileError::none) ++disk_.errors_;
  return {static_cast<std::int64_t>(written), error};
}

FileResult DiskFiles::write(std::int64_t descriptor, std::string_view bytes) {
  if (const FileError error = disk_.serve(FileCall::write); error != FileError::none) {
    return {0, error};
  }
  OpenFile* const file = find(descriptor);
  if (file == nullptr || !file->mode.writes) return {0, FileError::ebadf};
  disk_.note_effect(FileCall::write, file->inode.get(), hash_text(bytes));
  if (file->mode.appends) file->position = file->inode->size();
  const FileResult result = put(*file, file->position, bytes);
  file->position += static_cast<std::uint64_t>(result.value);
  return result;
}

FileResult DiskFiles::write_at(std::int64_t descriptor, std::uint64_t offset,
                               std::string_view bytes) {
  if (const FileError error = disk_.serve(FileCall::write); error != FileError::none) {
    return {0, error};
  }
  OpenFile* const file = find(descriptor);
  if (file == nullptr || !file->mode.writes) return {0, FileError::ebadf};
  disk_.note_effect(FileCall::write, file->inode.get(), mix(offset, hash_text(bytes)));
  // Linux appends even so: pwrite(2), BUGS.
  return put(*file, file->mode.appends ? file->inode->size() : offset, bytes);
}

ReadResult DiskFiles::read_at(std::int64_t descriptor, std::uint64_t offset, std::uint64_t count) {
  if (const FileError error = disk_.serve(FileCall::read); error != FileError::none) {
    return {{}, error};
  }
  OpenFile* const file = find(descriptor);
  if (file == nullptr || !file->mode.reads) return {{}, FileError::ebadf};
  disk_.note_read();
  return {file->inode->read(offset, count)};
}

FileResult DiskFiles::sync(std::int64_t descriptor) {
  OpenFile* file = find(descriptor);
  if (file == nullptr) return {0, FileError::ebadf};
  const std::shared_ptr<Inode> inode = file->inode;
  if (const FileError error = disk_.sync_file(*inode); error != FileError::none) return {0, error};
  // Another fiber may have closed it meanwhile.
  file = find(descriptor);
  if (file == nullptr || file->errors_seen == inode->error_sequence()) return {};
  file->errors_seen = inode->error_sequence();
  return {0, inode->last_error()};
}

FileResult DiskFiles::sync_directory(std::string_view path) {
  const FileError error = disk_.serve_sync(0);
  if (error != FileError::none) return {0, error};
  disk_.note_effect(FileCall::sync, nullptr, hash_text(path));
  disk_.journal_.clear();
  return {};
}

FileResult DiskFiles::truncate(std::int64_t descriptor, std::uint64_t size) {
  if (const FileError error = disk_.serve(FileCall::truncate); error != FileError::none) {
    return {0, error};
  }
  OpenFile* const file = find(descriptor);
  if (file == nullptr || !file->mode.writes) return {0, FileError::einval};
  disk_.note_effect(FileCall::truncate, file->inode.get(), size);
  disk_.truncate_to(file->inode, size);
  return {};
}

FileResult DiskFiles::rename(std::string_view from, std::string_view to) {
  if (const FileError error = disk_.serve(FileCall::rename); error != FileError::none) {
    return {0, error};
  }
  disk_.note_effect(FileCall::rename, nullptr, mix(hash_text(from), hash_text(to)));
  const std::shared_ptr<Inode> inode = disk_.find(from);
  if (inode == nullptr || !disk_.directory_exists(Disk::directory_of(to))) {
    return {0, FileError::enoent};
  }
  if (disk_.read_only_) return {0, FileError::erofs};
  const std::shared_ptr<Inode> replaced = disk_.find(to);
  if (replaced == inode) return {};
  if (replaced != nullptr && disk_.options_.auto_da_alloc) inode->sync();
  Disk::Change change;
  disk_.set_name(to, inode, change);
  disk_.set_name(from, nullptr, change);
  disk_.add_change(std::move(change));
  return {};
}

FileResult DiskFiles::unlink(std::string_view path) {
  if (const FileError error = disk_.serve(FileCall::unlink); error != FileError::none) {
    return {0, error};
  }
  disk_.note_effect(FileCall::unlink, nullptr, hash_text(path));
  if (disk_.find(path) == nullptr) return {0, FileError::enoent};
  if (disk_.read_only_) return {0, FileError::erofs};
  Disk::Change change;
  disk_.set_name(path, nullptr, change);
  disk_.add_change(std::move(change));
  return {};
}

FileStatus DiskFiles::status(std::string_view path) {
  if (const FileError error = disk_.serve(FileCall::status); error != FileError::none) {
    return {.error = error};
  }
  disk_.note_read();
  const std::shared_ptr<Inode> inode = disk_.find(path);
  if (inode == nullptr) return {.error = FileError::enoent};
  return {inode->number(), inode->generation(), inode->size(), inode->links};
}

FileStatus DiskFiles::status_of(std::int64_t descriptor) {
  if (const FileError error = disk_.serve(FileCall::status); error != FileError::none) {
    return {.error = error};
  }
  const OpenFile* const file = find(descriptor);
  if (file == nullptr) return {.error = FileError::ebadf};
  disk_.note_read();
  const Inode& inode = *file->inode;
  return {inode.number(), inode.generation(), inode.size(), inode.links};
}

}  // namespace hindcast
