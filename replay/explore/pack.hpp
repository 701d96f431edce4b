// Pack: the state of a search as text, so that it can go on later. One function names the fields of
// a thing; it writes them or reads them, depending on the pack. What is read may be anything: each
// number has a bound, and nothing is allocated that the text is too short for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace hindcast {

// The text is not one that a pack wrote.
class PackError : public std::exception {
 public:
  const char* what() const noexcept override { return "the packed state is damaged"; }
};

class Pack {
 public:
  // Writes.
  Pack() = default;
  // Reads `text`, which must outlive the pack.
  explicit Pack(std::string_view text) : left_(text), reads_(true) {}

  bool reads() const { return reads_; }
  const std::string& text() const { return written_; }
  // Throws PackError if something is left to be read.
  void finish() const { require(left_.empty()); }
  static void require(bool holds) {
    if (!holds) throw PackError();
  }

  // A number or an enumerator up to `max`, which is itself allowed.
  template <class Number>
  void number(Number& value, std::uint64_t max = std::numeric_limits<std::uint64_t>::max()) {
    if (!reads_) return put(static_cast<std::uint64_t>(value));
    if constexpr (!std::is_enum_v<Number>) {
      max = std::min<std::uint64_t>(max, std::numeric_limits<Number>::max());
    }
    const std::uint64_t read = take();
    require(read <= max);
    value = static_cast<Number>(read);
  }
  void real(double& value);
  void text(std::string& value);
  // A vector or the like: its size, then each item.
  template <class Items, class Each>
  void items(Items& items, const Each& each) {
    std::size_t size = items.size();
    number(size, left_.size());
    if (reads_) items.resize(size);
    for (auto& item : items) each(item);
  }
  template <class Items>
  void numbers(Items& values) {
    items(values, [&](auto& value) { number(value); });
  }

 private:
  void put(std::uint64_t value);
  std::uint64_t take();

  std::string written_;
  std::string_view left_;
  bool reads_ = false;
};

}  // namespace hindcast
