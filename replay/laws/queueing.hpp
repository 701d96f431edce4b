// What queueing theory says of a queue in closed form, for the tables that hold the simulation
// against it. Nothing in a run uses it. Times are in mean service times, rates per service time.
// Source: Kleinrock, Queueing Systems I (1975), chapters 3 and 5.
#pragma once

#include <cstdint>
#include <limits>

namespace hindcast {

inline constexpr std::uint64_t kEndlessQueue = std::numeric_limits<std::uint64_t>::max();

// Returns the share of customers that a system of `servers` and no queue loses (Erlang 1917); also
// for service times that are not exponential. `offered` is arrival rate times service time.
double erlang_b(std::uint32_t servers, double offered);

// Returns the share of customers that wait where the queue has no bound (Erlang 1917).
// REQUIRES: offered < servers.
double erlang_c(std::uint32_t servers, double offered);

// A queue in steady state.
struct QueueFigures {
  double waits = 0;  // the share of customers that find all servers busy
  double loss = 0;   // the share that finds no room
  double waiting_time = 0;
  double queue_length = 0;
  double sojourn_time = 0;  // of those that are let in
  double in_system = 0;
};

struct QueueShape {
  std::uint32_t servers = 1;
  double offered = 0;
  std::uint64_t capacity = kEndlessQueue;  // customers in the system, those in service included
};

// Returns the figures of M/M/c, or of M/M/c/K where there is a capacity.
// REQUIRES: capacity >= servers; offered < servers if there is no capacity.
QueueFigures queue_figures(const QueueShape& shape);

// Returns the mean wait of M/G/1, whose service times have this squared coefficient of variation
// (Pollaczek 1930, Khinchine 1932). REQUIRES: load < 1.
double pollaczek_khinchine(double load, double cv_squared);

// Returns the quantile of the sojourn time of M/M/1, which is exponential with rate 1 - load.
// REQUIRES: load < 1, 0 <= quantile < 1.
double sojourn_quantile(double load, double quantile);

// Returns the probability that M/M/1 with one customer reaches `level` customers before it is
// empty (the gambler's ruin). REQUIRES: level >= 1, load > 0.
double reach_probability(double load, std::uint32_t level);

}  // namespace hindcast
