#include "tests/house/word_rules.hpp"

#include <algorithm>
#include <string>

namespace hindcast {
namespace {

const std::vector<std::string_view> kRooms = {"sim/", "models/", "replay/", "scenarios/"};
const std::vector<std::string_view> kSimulated = {"sim/", "models/"};
const std::vector<std::string_view> kCode = {"sim/",       "models/", "replay/",
                                             "scenarios/", "tests/",  "bench/"};
const std::vector<std::string_view> kEverywhere = {""};

std::vector<WordRule> randomness() {
  return {
      {{"rand(", "srand(", "rand_r(", "drand48(", "random(", "arc4random(", "getrandom(",
        "getentropy(", "random_device", "mt19937", "mt19937_64", "minstd_rand",
        "default_random_engine", "<random>"},
       kRooms,
       {},
       "Draw from a keyed stream of the world instead."},
      {{"std::shuffle", "std::ranges::shuffle", "std::sample", "std::random_shuffle"},
       kRooms,
       {},
       "The standard shuffles differ between libraries; draw the order from a keyed stream."},
      {{"std::hash", "hash_value(", "boost::hash", "std::_Hash_bytes"},
       kRooms,
       {},
       "The standard hash differs between libraries and runs; use Key."},
      {{"unordered_map", "unordered_set", "unordered_multimap", "unordered_multiset"},
       kSimulated,
       {},
       "Every order is total: use std::map, a sorted vector or a dense slab."},
  };
}

std::vector<WordRule> time() {
  return {
      {{"system_clock", "steady_clock",  "high_resolution_clock",
        "utc_clock",    "gettimeofday",  "clock_gettime",
        "clock(",       "time(nullptr)", "time(NULL)",
        "std::time(",   "localtime",     "localtime_r",
        "gmtime",       "gmtime_r",      "mktime",
        "strftime",     "timespec_get",  "rdtsc",
        "__rdtsc",      "__DATE__",      "__TIME__",
        "__TIMESTAMP__"},
       kRooms,
       {{"scenarios/cli/", "progress and wall time go to stderr"}},
       "Only the world's virtual time exists inside a run."},
      {{"sleep_for", "sleep_until", "usleep", "nanosleep"},
       {"replay/", "scenarios/", "tests/", "bench/"},
       {{"bench/peers/simgrid.cpp", "the name of SimGrid's own sleep in virtual time"}},
       "Nothing waits for wall time; in a run, sleep in virtual time with the world."},
      {{"sleep_for", "sleep_until", "usleep", "nanosleep", "std::this_thread"},
       kSimulated,
       {},
       "Nothing waits for wall time; sleep in virtual time with the world."},
  };
}

std::vector<WordRule> surroundings() {
  return {
      {{"std::thread",
        "std::jthread",
        "std::atomic",
        "std::atomic_ref",
        "atomic_flag",
        "std::mutex",
        "std::recursive_mutex",
        "std::shared_mutex",
        "std::condition_variable",
        "std::async",
        "std::future",
        "std::promise",
        "std::call_once",
        "std::counting_semaphore",
        "std::binary_semaphore",
        "std::latch",
        "std::barrier",
        "pthread_create",
        "<thread>",
        "<atomic>",
        "<mutex>",
        "<condition_variable>",
        "<future>",
        "<shared_mutex>",
        "<semaphore>"},
       kRooms,
       {{"replay/workers", "the campaign's worker threads, one world each"},
        {"scenarios/cli/", "Ctrl-C and the progress bar"}},
       "A run has one thread; whoever needs workers asks replay/workers."},
      {{"thread_local"},
       kRooms,
       {{"sim/", "the current world is the only thread-local"}},
       "Pass the world, or ask for the current one."},
      {{"getenv", "secure_getenv", "setenv", "putenv", "environ"},
       kRooms,
       {{"scenarios/cli/", "NO_COLOR and the terminal"},
        {"replay/doctest.hpp", "which seeds and token a person asks a test case for"}},
       "A run depends on its token, never on the environment."},
      {{"setlocale", "std::locale", "imbue", "uselocale", "<locale>", "<clocale>"},
       kRooms,
       {},
       "Output must not depend on the locale; use fmt."},
      {{"%p", "{:p}"},
       kRooms,
       {},
       "Addresses differ between runs; print a path.",
       WordPlace::literals},
      {{"fmt::ptr"}, kRooms, {}, "Addresses differ between runs; print a path."},
      {{"double", "float", "<cmath>", "<math.h>"},
       kSimulated,
       {},
       "Time, order and draws are integers; a model of a real floating-point computation uses "
       "Binary64."},
      {{"assert(", "<cassert>"},
       kRooms,
       {},
       "assert is gone from release builds; use HINDCAST_CHECK."},
      {{"using namespace std;"}, kCode, {}, "Name what is used."},
      {{"catch (...)", "catch(...)"},
       {"models/", "scenarios/"},
       {{"scenarios/cli/", "the command line runs on no fiber"}},
       "A bare catch would swallow the cancellation of a fiber; name what is caught."},
  };
}

std::vector<WordRule> left_overs() {
  return {
      // Each word in two parts, so that this file does not hold it.
      {{"TO"
        "DO",
        "FIX"
        "ME",
        "XX"
        "X",
        "HA"
        "CK"},
       kEverywhere,
       {},
       "Do it, or open an issue; nothing half done is left in the tree.",
       WordPlace::anywhere},
      {{"/ho"
        "me/",
        "/ro"
        "ot/",
        "/wo"
        "rk/",
        "/fa"
        "rm/",
        "/Us"
        "ers/",
        ".."
        "/shared"},
       kEverywhere,
       {},
       "No path of one machine; the repository stands alone.",
       WordPlace::anywhere},
  };
}

// Says whether `word` stands in `line` and is no part of a longer name (or, for paths, of a longer
// path).
bool has_word(std::string_view line, std::string_view word) {
  const bool name_first = is_name_character(word.front());
  const bool path_first = word.front() == '/';
  const bool name_last = is_name_character(word.back());
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    const std::size_t end = at + word.size();
    const char after = end >= line.size() ? ' ' : line[end];
    const bool begins_inside = (name_first || path_first) && is_name_character(before);
    const bool path_inside = path_first && (before == '.' || before == '}' || before == '-');
    if (!begins_inside && !path_inside && !(name_last && is_name_character(after))) return true;
  }
  return false;
}

// Without comments, the text has what the code has, and also the literals.
const std::vector<std::string>& seen_lines(const SourceFile& file, WordPlace place) {
  if (place == WordPlace::anywhere) return file.lines;
  return place == WordPlace::literals ? file.text : file.code;
}

bool applies(const WordRule& rule, std::string_view path) {
  const auto begins = [&](std::string_view place) { return path.starts_with(place); };
  return std::ranges::any_of(rule.rooms, begins) &&
         std::ranges::none_of(rule.owners, begins, &Owner::place);
}

}  // namespace

const std::vector<WordRule>& word_rules() {
  static const std::vector<WordRule> all = [] {
    std::vector<WordRule> rules;
    for (const auto& group : {randomness(), time(), surroundings(), left_overs()}) {
      rules.insert(rules.end(), group.begin(), group.end());
    }
    return rules;
  }();
  return all;
}

std::vector<Finding> check_words(const SourceFile& file) {
  std::vector<Finding> findings;
  for (const WordRule& rule : word_rules()) {
    if (!applies(rule, file.path)) continue;
    const std::vector<std::string>& lines = seen_lines(file, rule.place);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (std::string_view word : rule.words) {
        if (!has_word(lines[i], word)) continue;
        findings.push_back(
            {file.path, i + 1, "'" + std::string(word) + "': " + std::string(rule.sentence)});
        break;
      }
    }
  }
  return findings;
}

}  // namespace hindcast
