// death_of(act): runs `act` in a child process and returns what it wrote to stderr before a failed
// check ended it; empty if it ended otherwise.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <string>

namespace hindcast::testing {

inline std::string death_of(const std::function<void()>& act) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 2);
    close(ends[0]);
    std::signal(SIGABRT, SIG_DFL);
    act();
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 512> block{};
  for (ssize_t got = 0; (got = read(ends[0], block.data(), block.size())) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  const bool aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  return aborted ? text : "";
}

}  // namespace hindcast::testing
