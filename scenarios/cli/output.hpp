// The two streams of the command line. stdout carries the result, a pure function of the inputs;
// stderr carries progress and notes. A result that cannot be written is an error of its own (exit
// 74).
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace hindcast {

// stdout is closed or its disk is full.
class OutputError : public std::exception {
 public:
  explicit OutputError(int error);
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

// Writes a whole file, or throws OutputError and leaves no half of it.
void write_file(const std::string& path, std::string_view text);

// Whether the stream is a terminal, and how its text may look.
bool stdout_is_terminal();
bool stderr_is_terminal();

}  // namespace hindcast
