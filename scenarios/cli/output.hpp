// The two streams of the command line. stdout carries the result, a pure function of the inputs;
// stderr carries progress and notes. A result that cannot be written is an error of its own (exit
// 74).
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace hindcast {

// stdout is closed or its disk is full.
class OutputError : public std::exception {
 public:
  explicit OutputError(int error, std::string_view what = "the result");
  explicit OutputError(std::string sentence) : sentence_(std::move(sentence)) {}
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  std::string sentence_;
};

// Writes all of `text` to stdout. Throws OutputError.
void write_result(std::string_view text);
// Throws OutputError if something written earlier did not arrive.
void finish_result();

// Writes a line to stderr, as far as that is possible.
void note(std::string_view line);

// Writes a whole file, or throws OutputError and leaves no half of it: the text goes to a file
// beside it, which then takes its name. A device or a pipe is written to as it is.
void write_file(const std::string& path, std::string_view text);

// How files begin that hindcast wrote itself, and what is said of others.
struct OwnFile {
  std::string_view begin;
  std::string_view complaint;  // "is no JUnit report of hindcast"
};

// Throws InputError if a file of that name is there that is not empty and does not begin so, or if
// none could be written there.
void refuse_foreign_file(const std::string& path, const OwnFile& own);
// Throws InputError if no file can be written there: a directory, or in none that exists.
void refuse_unwritable_place(const std::string& path);

// Whether stderr is a terminal.
bool stderr_is_terminal();

}  // namespace hindcast
