#include "hindcast/scenarios/cli/interrupt.hpp"

#include <unistd.h>

#include <csignal>

namespace hindcast {
namespace {

std::atomic<bool> interrupted{false};
std::atomic<int> signal_seen{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void on_signal(int number) {
  if (interrupted.exchange(true)) _exit(128 + number);
  signal_seen = number;
}

}  // namespace

const std::atomic<bool>& watch_interrupts() {
  std::signal(SIGINT, &on_signal);
  std::signal(SIGTERM, &on_signal);
  std::signal(SIGPIPE, SIG_IGN);
  return interrupted;
}

ExitCode interrupted_code() {
  return signal_seen == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

}  // namespace hindcast
