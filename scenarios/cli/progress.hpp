// A progress bar on stderr, only where stderr is a terminal.
#pragma once

#include <cstddef>
#include <string>

namespace hindcast {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t total);
  // Removes the bar, so that other lines can follow.
  void clear();

 private:
  std::string what_;
  bool shown_;
  int percent_ = -1;
};

}  // namespace hindcast
