#include "hindcast/scenarios/cli/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "hindcast/scenarios/cli/output.hpp"

namespace hindcast {

Progress::Progress(std::string what) : what_(std::move(what)), shown_(stderr_is_terminal()) {}

void Progress::show(std::size_t done, std::size_t total) {
  if (!shown_ || total == 0) return;
  const int percent = static_cast<int>(done * 100 / total);
  if (percent == percent_) return;
  percent_ = percent;
  constexpr int kWidth = 30;
  const int filled = percent * kWidth / 100;
  fmt::print(stderr, "\r{} [{:=<{}}{:<{}}] {:3}%", what_, "", filled, "", kWidth - filled, percent);
  std::fflush(stderr);
}

void Progress::clear() {
  if (!shown_ || percent_ < 0) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  percent_ = -1;
}

}  // namespace hindcast
