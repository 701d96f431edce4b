// The explorer on the field's programs: executions, CPU time and rate, beside the figures of other
// tools. Their figures were measured on a 2-core virtual machine (AMD EPYC, Zen 4), per CPU second.
// With --smoke only the small programs run, and counts are checked.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <string_view>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "measure.hpp"

namespace {

using namespace hindcast;

struct Row {
  const char* name;
  Program program;
  std::uint64_t expected;
  const char* others;
  ExploreOptions options{};
};

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

bool run(const Row& row) {
  const double before = bench::processor_time();
  ExploreOptions options = row.options;
  options.counts_classes = false;
  const ExploreResult result = explore(row.program, options);
  const double seconds = (bench::processor_time() - before) / 1e9;
  const bool exact = result.executions == row.expected && result.blocked == 0;
  fmt::print("{:<22}{:>10}{:>11.4f}{:>12.0f}{:>10}   {}{}\n", row.name, result.executions, seconds,
             static_cast<double>(result.executions) / seconds, peak_kilobytes(), row.others,
             exact ? "" : "   NOT THE EXPECTED COUNT");
  return exact;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace classics;
  const bool smoke = argc > 1 && std::string_view(argv[1]) == "--smoke";
  fmt::print("{:<22}{:>10}{:>11}{:>12}{:>10}   {}\n", "program", "executions", "CPU s", "per s",
             "peak KB", "others");
  const ExploreOptions unreduced{.reduction = Reduction::none, .starts_first = true};
  bool exact = true;
  const Row small[] = {
      {"counter(4)", counter(4), 576, ""},
      {"counter(5)", counter(5), 14'400, "prototype with source sets 0.3-0.6 M/s"},
      {"mailbox(6)", mailbox(6, 6), 720, ""},
      {"lastzero(10)", lastzero(10), 3'328, ""},
      {"blow(20)", blow(20), 40, "source sets alone: 20 * 2^20"},
      {"philosophers(7)", philosophers(7, false), 127, ""},
  };
  for (const Row& row : small) exact = run(row) && exact;
  if (!smoke) {
    const Row large[] = {
        {"mailbox(7)", mailbox(7, 7), 5'040, "SimGrid 6.9 s, 730/s"},
        {"lastzero(12)", lastzero(12), 15'360, "Nidhugg 7.0 s"},
        {"writers(8)", writers(8), 40'320, ""},
        {"readers(13)", readers(13), 8'192, ""},
        {"counter(6)", counter(6), 518'400, "memory must stay flat"},
        {"counter(4) unreduced", counter(4), 2'520, "Relacy 0.5-2.3 M/s", unreduced},
        {"counter(5) unreduced", counter(5), 113'400, "Relacy 0.5-2.3 M/s", unreduced},
    };
    for (const Row& row : large) exact = run(row) && exact;
  }
  return exact ? EXIT_SUCCESS : EXIT_FAILURE;
}
