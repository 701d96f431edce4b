// The explorer on the field's programs: executions, CPU time and rate, as ratios to this project's
// goals and to the figures of other tools, which were measured on a 2-core virtual machine (AMD
// EPYC, Zen 4), per CPU second. Short programs are explored several times, and the median counts.
// With --smoke only the small programs run, once, and counts are checked; with a name, that one.
// Two programs are also given to Spin, if it was there when the benches were built; its unit is
// another.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "measure.hpp"

namespace {

using namespace hindcast;

constexpr double kRepeatedSeconds = 0.5;  // a program is explored anew until this is spent
constexpr std::size_t kRepetitionsMax = 51;

// What to compare with; 0 where there is nothing.
struct Compared {
  double seconds_goal = 0;
  double rate_goal = 0;
  double peer_seconds = 0;
  double peer_rate = 0;
  const char* peer = "";
};

struct Row {
  std::string name;
  Program program;
  std::uint64_t expected;
  Compared with{};
  ExploreOptions options{};
  bool small = false;
};

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// How many times better than `with`, or nothing.
std::string ratio(double rate, double seconds, double with_rate, double with_seconds) {
  if (with_rate > 0) return fmt::format("{:.2f}", rate / with_rate);
  if (with_seconds > 0) return fmt::format("{:.2f}", with_seconds / seconds);
  return "";
}

bool run(const Row& row, std::size_t repetitions_max) {
  ExploreOptions options = row.options;
  options.counts_classes = false;
  bool exact = true;
  std::vector<double> times;
  for (double spent = 0;
       times.empty() || (times.size() < repetitions_max && spent < kRepeatedSeconds * 1e9);) {
    const double before = bench::processor_time();
    const ExploreResult result = explore(row.program, options);
    times.push_back(bench::processor_time() - before);
    spent += times.back();
    exact = exact && result.executions == row.expected && result.blocked == 0;
  }
  const double seconds = bench::median(times) / 1e9;
  const double rate = static_cast<double>(row.expected) / seconds;
  const Compared& with = row.with;
  fmt::print("{:<22}{:>10}{:>11.4f}{:>11.0f}{:>6}{:>9}{:>8}{:>9}   {}{}\n", row.name, row.expected,
             seconds, rate, times.size(), peak_kilobytes(),
             ratio(rate, seconds, with.rate_goal, with.seconds_goal),
             ratio(rate, seconds, with.peer_rate, with.peer_seconds), with.peer,
             exact ? "" : "   NOT THE EXPECTED COUNT");
  return exact;
}

// counter(fibers) after a beginning of 10,000 steps that all executions share.
Program deep_counter(std::uint32_t fibers) {
  return [=](ProgramBuilder& program) {
    auto& own = program.cell<std::uint32_t>("own");
    auto& x = program.cell<std::uint32_t>("x");
    program.fiber("long", [&own] {
      for (std::uint32_t nth = 0; nth < 5'000; ++nth) {
        own.write(nth);
        sleep(Duration::nanoseconds(1'000));
      }
    });
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("increment", [&x] {
        sleep(Duration::nanoseconds(1'000'000'000));
        x.write(x.read() + 1);
      });
    }
  };
}

double children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// Runs one of Spin's verifiers (partial order reduction is its default) with a table of 2^20 slots.
void run_spin(const std::filesystem::path& verifier, const char* what) {
  if (!std::filesystem::exists(verifier)) return;
  const double before = children_seconds();
  double states = 0;
  {
    const std::string command = "'" + verifier.string() + "' -E -w20 2>/dev/null";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> output(popen(command.c_str(), "r"),
                                                                 pclose);
    char line[256];
    while (output != nullptr && std::fgets(line, sizeof line, output.get()) != nullptr) {
      if (std::string_view(line).find("states, stored") != std::string_view::npos) {
        states = std::strtod(line, nullptr);
      }
    }
  }
  const double seconds = children_seconds() - before;
  fmt::print("Spin, {}: {:.0f} states stored in {:.3f} CPU s, {:.0f} states per s\n", what, states,
             seconds, states / seconds);
}

std::vector<Row> rows() {
  using namespace classics;
  const ExploreOptions unreduced{.reduction = Reduction::none, .starts_first = true};
  const Compared relacy{.peer_rate = 2.3e6, .peer = "Relacy 0.5-2.3 M/s"};
  return {
      {"counter(4)", counter(4), 576, {}, {}, true},
      {"counter(5)",
       counter(5),
       14'400,
       {.rate_goal = 1e6, .peer_rate = 0.6e6, .peer = "prototype, source sets 0.3-0.6 M/s"},
       {},
       true},
      {"mailbox(6)", mailbox(6, 6), 720, {}, {}, true},
      {"lastzero(10)", lastzero(10), 3'328, {}, {}, true},
      {"blow(20)", blow(20), 40, {.peer = "source sets alone: 20 * 2^20"}, {}, true},
      {"philosophers(7)", philosophers(7, false), 127, {}, {}, true},
      {"philosophers(9)", philosophers(9, false), 511},
      {"mailbox(7)",
       mailbox(7, 7),
       5'040,
       {.seconds_goal = .010, .peer_seconds = 6.9, .peer = "SimGrid 6.9 s"}},
      {"lastzero(12)",
       lastzero(12),
       15'360,
       {.seconds_goal = .1, .peer_seconds = 7.0, .peer = "Nidhugg 7.0 s"}},
      {"writers(8)", writers(8), 40'320},
      {"readers(13)", readers(13), 8'192},
      {"counter(6)", counter(6), 518'400},
      {"pairs(20)", pairs(20), 1U << 20, {.peer = "memory must stay flat at 16 MB"}},
      {"counter(4) unreduced", counter(4), 2'520, relacy, unreduced},
      {"counter(5) unreduced", counter(5), 113'400, relacy, unreduced},
      {"counter(4) after 10^4", deep_counter(4), 576, {.rate_goal = 20'000}},
  };
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view only = argc > 1 ? argv[1] : "";
  const bool smoke = only == "--smoke";
  fmt::print("{:<22}{:>10}{:>11}{:>11}{:>6}{:>9}{:>8}{:>9}   {}\n", "program", "executions",
             "CPU s", "per s", "runs", "peak KB", "x goal", "x peer", "peer");
  bool exact = true;
  for (const Row& row : rows()) {
    const bool wanted = smoke ? row.small : only.empty() || only == row.name;
    if (wanted) exact = run(row, smoke ? 1 : kRepetitionsMax) && exact;
  }
  if (only.empty()) {
    const std::filesystem::path here = std::filesystem::path(argv[0]).parent_path();
    run_spin(here / "hindcast_peer_spin_counter", "counter(6)");
    run_spin(here / "hindcast_peer_spin_philosophers", "philosophers(9)");
  }
  return exact ? EXIT_SUCCESS : EXIT_FAILURE;
}
