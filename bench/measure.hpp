// Measuring for the programs of bench/: processor time, medians, and what one switch costs here and
// now, so that results are ratios that survive a noisy machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace hindcast::bench {

// Processor time of this process in nanoseconds.
inline double processor_time() {
  std::timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Resident memory in bytes.
inline double resident_bytes() {
  long total = 0;
  long resident = 0;
  if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * 4096.0;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One workload: does `operations` of its work when it is called.
struct Work {
  std::string name;
  std::uint64_t operations = 0;
  std::function<void()> run;
};

// Nanoseconds for each operation, in the median of several runs.
inline double nanoseconds_each(const Work& work, int repetitions) {
  std::vector<double> times;
  for (int round = 0; round < repetitions; ++round) {
    const double begin = processor_time();
    work.run();
    times.push_back((processor_time() - begin) / static_cast<double>(work.operations));
  }
  return median(times);
}

}  // namespace hindcast::bench
