#include "hindcast/models/host/inode.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "hindcast/sim/check.hpp"

namespace hindcast {

std::uint64_t Inode::blocks_added_by(std::uint64_t offset, std::uint64_t count) const {
  HINDCAST_CHECK(count > 0);
  const std::uint64_t first = offset / options_.block_size;
  const std::uint64_t last = (offset + count - 1) / options_.block_size;
  std::uint64_t present = 0;
  for (auto block = blocks_.lower_bound(first); block != blocks_.end() && block->first <= last;
       ++block) {
    ++present;
  }
  return last - first + 1 - present;
}

// Returns the block with what is on the disk set aside.
Inode::Block& Inode::dirty_block(std::uint64_t index, Instant at) {
  // Appending goes to the last block or the one after it.
  const auto hint =
      blocks_.empty() || blocks_.rbegin()->first <= index ? blocks_.end() : blocks_.begin();
  auto found = !blocks_.empty() && blocks_.rbegin()->first == index ? std::prev(blocks_.end())
                                                                    : blocks_.find(index);
  const bool is_new = found == blocks_.end();
  if (is_new) found = blocks_.emplace_hint(hint, index, Block{});
  Block& block = found->second;
  if (block.state == State::dirty) return block;
  if (block.state == State::clean) block.on_disk = std::make_unique<std::string>(block.cached);
  block.state = State::dirty;
  block.dirtied = at;
  dirty_.push_back(index);
  return block;
}

void Inode::write(std::uint64_t offset, std::string_view bytes, Instant at) {
  settle(at);
  while (!bytes.empty()) {
    const std::uint64_t index = offset / options_.block_size;
    const auto within = static_cast<std::size_t>(offset % options_.block_size);
    const std::size_t count =
        std::min(bytes.size(), static_cast<std::size_t>(options_.block_size) - within);
    std::string& content = dirty_block(index, at).cached;
    if (content.size() < within) content.resize(within, '\0');
    content.replace(within, std::min(count, content.size() - within), bytes.substr(0, count));
    bytes.remove_prefix(count);
    offset += count;
    size_ = std::max(size_, offset);
  }
}

std::string Inode::read(std::uint64_t offset, std::uint64_t count) const {
  if (offset >= size_) return {};
  std::string result(static_cast<std::size_t>(std::min(count, size_ - offset)), '\0');
  const std::uint64_t end = offset + result.size();
  for (auto entry = blocks_.lower_bound(offset / options_.block_size);
       entry != blocks_.end() && entry->first * options_.block_size < end; ++entry) {
    const std::uint64_t start = entry->first * options_.block_size;
    const std::string& content = entry->second.cached;
    const std::uint64_t from = std::max(start, offset);
    const std::uint64_t to = std::min(start + content.size(), end);
    if (from >= to) continue;
    content.copy(result.data() + (from - offset), static_cast<std::size_t>(to - from),
                 static_cast<std::size_t>(from - start));
  }
  return result;
}

Inode::Cut Inode::truncate(std::uint64_t size, Instant at) {
  settle(at);
  Cut cut;
  cut.size = size_;
  cut.durable_size = durable_size_;
  const std::uint64_t whole = (size + options_.block_size - 1) / options_.block_size;
  while (!blocks_.empty() && blocks_.rbegin()->first >= whole) {
    const auto last = std::prev(blocks_.end());
    cut.blocks.emplace(last->first, std::move(last->second));
    blocks_.erase(last);
  }
  std::erase_if(dirty_, [whole](std::uint64_t index) { return index >= whole; });
  const auto within = static_cast<std::size_t>(size % options_.block_size);
  if (within != 0 && !blocks_.empty() && blocks_.rbegin()->first == whole - 1 &&
      blocks_.rbegin()->second.cached.size() > within) {
    dirty_block(whole - 1, at).cached.resize(within);
  }
  size_ = size;
  durable_size_ = std::min(durable_size_, size);
  return cut;
}

void Inode::undo(Cut cut) {
  for (auto& [index, block] : cut.blocks) {
    const auto [place, inserted] = blocks_.insert_or_assign(index, std::move(block));
    if (inserted && place->second.state == State::dirty) dirty_.push_back(index);
  }
  size_ = cut.size;
  durable_size_ = cut.durable_size;
}

void Inode::make_durable(std::uint64_t index, Block& block) {
  block.on_disk.reset();
  block.state = State::clean;
  const std::uint64_t end = (index + 1) * options_.block_size;
  durable_size_ = std::max(durable_size_, std::min(size_, end));
}

void Inode::settle(Instant at) {
  while (!dirty_.empty()) {
    const auto found = blocks_.find(dirty_.front());
    HINDCAST_CHECK(found != blocks_.end());
    if (found->second.dirtied + options_.writeback_after > at) return;
    make_durable(found->first, found->second);
    dirty_.pop_front();
  }
}

void Inode::sync() {
  for (const std::uint64_t index : dirty_) make_durable(index, blocks_.at(index));
  dirty_.clear();
  durable_size_ = size_;
}

void Inode::fail_writeback(FileError error) {
  for (const std::uint64_t index : dirty_) blocks_.at(index).state = State::differs;
  dirty_.clear();
  last_error_ = error;
  ++error_sequence_;
}

void Inode::lose_power(std::uint64_t survivors) {
  std::vector<std::uint64_t> order(dirty_.begin(), dirty_.end());
  std::sort(order.begin(), order.end());
  HINDCAST_CHECK(survivors <= order.size());
  order.resize(static_cast<std::size_t>(survivors));
  for (const std::uint64_t index : order) make_durable(index, blocks_.at(index));
  dirty_.clear();
  size_ = durable_size_;
  drop_cache();
  for (auto entry = blocks_.begin(); entry != blocks_.end();) {
    Block& block = entry->second;
    if (block.state == State::dirty) {
      block.cached = std::move(*block.on_disk);
      block.on_disk.reset();
      block.state = State::clean;
    }
    const bool beyond = entry->first * options_.block_size >= size_;
    entry = beyond ? blocks_.erase(entry) : std::next(entry);
  }
}

void Inode::drop_cache() {
  for (auto& [index, block] : blocks_) {
    if (block.state != State::differs) continue;
    block.cached = std::move(*block.on_disk);
    block.on_disk.reset();
    block.state = State::clean;
  }
}

void Inode::rot(std::uint64_t offset, std::uint8_t flips) {
  const auto found = blocks_.find(offset / options_.block_size);
  if (found == blocks_.end()) return;
  Block& block = found->second;
  if (block.on_disk == nullptr) block.on_disk = std::make_unique<std::string>(block.cached);
  const auto within = static_cast<std::size_t>(offset % options_.block_size);
  if (within >= block.on_disk->size()) return;
  char& byte = (*block.on_disk)[within];
  byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flips);
  if (block.state == State::clean) block.state = State::differs;
}

}  // namespace hindcast
