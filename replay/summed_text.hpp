// SummedText: a file of hindcast's own as text, line by line: it says in its first line what it is
// and of which version, and in its last that it is whole.
//
//   hindcast record 1
//   ...
//   sum 0123456789abcdef
//
// The sum is a hash of all bytes before its line. It finds damage, not malice: readers of the lines
// in between trust nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hindcast {

// What a kind of file is called, and the version that this program writes and reads.
struct SummedKind {
  std::string_view name;  // "record"
  int version = 1;
};

// Returns the text with its first line and its last.
std::string summed_text(const SummedKind& kind, std::string_view lines);

class SummedText {
 public:
  static constexpr std::string_view kAgain = "copy the whole file again";

  // Reads the first line and checks the last. `file` is the name that messages give it. Throws
  // InputError for what is no such file, of another version, cut off or changed.
  SummedText(const SummedKind& kind, std::string_view text, const std::string& file);

  // Returns the next line, without its end.
  std::string_view line();
  // Returns what follows `word` on the next line.
  std::string_view after(std::string_view word);
  // Returns the number after `word` on the next line. `what` is what messages call it.
  std::uint64_t count_after(std::string_view word, std::string_view what);
  // Returns all until the sum.
  std::string_view rest();
  // Throws InputError unless the sum is next.
  void finish();

  [[noreturn]] void fail(std::string cause, std::string_view fix = kAgain) const;

 private:
  void check_version();
  void check_sum() const;

  SummedKind kind_;
  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::uint32_t number_ = 0;
};

}  // namespace hindcast
