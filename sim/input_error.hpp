// InputError: a file or a command line that is wrong. It is one clear sentence with place, cause
// and fix, thrown by every reader of hindcast and caught once in main (exit 2, nothing was
// simulated).
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace hindcast {

// Where the mistake is: a file with line and column, both counted from 1, the column in characters.
// Line 0 means the whole of it; an empty file means that no place is known (yet).
struct Place {
  std::string file = {};
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  // Returns "FILE:LINE:COLUMN", "FILE", or "", safe to print on a terminal.
  std::string text() const;
  friend bool operator==(const Place&, const Place&) = default;
};

// The complaint about one value, without a place: what is wrong with it and what to write instead.
// Neither begins with a capital nor ends with a full stop.
struct TextError {
  std::string cause;
  std::string fix;
  std::size_t item = kWhole;  // which item of a list is meant

  static constexpr std::size_t kWhole = static_cast<std::size_t>(-1);
};

class InputError : public std::exception {
 public:
  InputError(Place place, std::string cause, std::string fix);
  InputError(Place place, const TextError& error) : InputError(place, error.cause, error.fix) {}

  const Place& place() const { return place_; }
  const std::string& file() const { return place_.file; }
  std::uint32_t line() const { return place_.line; }
  std::uint32_t column() const { return place_.column; }
  const std::string& cause() const { return cause_; }
  const std::string& fix() const { return fix_; }
  // Returns "FILE:LINE:COLUMN: cause; fix".
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  Place place_;
  std::string cause_;
  std::string fix_;
  std::string sentence_;
};

// Returns `text` in double quotes, fit for one line of a message: at most 48 characters, control
// characters and bytes that are not UTF-8 as \xNN, so that a hostile file cannot drive a terminal.
std::string in_quotes(std::string_view text);

// Returns `text` likewise escaped, but whole and without quotes (file names).
std::string printable(std::string_view text);

}  // namespace hindcast
