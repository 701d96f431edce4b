#include "hindcast/replay/laws/queueing.hpp"

#include <cmath>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// Of 1 + x + ... + x^(count - 1), and of 0 + x + 2 x^2 + ... + (count - 1) x^(count - 1). Summed,
// since the closed forms lose their digits near x = 1.
struct Sums {
  double plain = 0;
  double weighted = 0;
};

Sums geometric_sums(double x, std::uint64_t count) {
  Sums sums;
  double power = 1;
  for (std::uint64_t nth = 0; nth < count; ++nth) {
    sums.plain += power;
    sums.weighted += power * static_cast<double>(nth);
    power *= x;
  }
  return sums;
}

QueueFigures endless(const QueueShape& shape) {
  const auto servers = static_cast<double>(shape.servers);
  QueueFigures figures;
  figures.waits = erlang_c(shape.servers, shape.offered);
  figures.waiting_time = figures.waits / (servers - shape.offered);
  figures.queue_length = shape.offered * figures.waiting_time;
  figures.sojourn_time = figures.waiting_time + 1;
  figures.in_system = figures.queue_length + shape.offered;
  return figures;
}

}  // namespace

double erlang_b(std::uint32_t servers, double offered) {
  double blocking = 1;
  for (std::uint32_t server = 1; server <= servers; ++server) {
    blocking = offered * blocking / (static_cast<double>(server) + offered * blocking);
  }
  return blocking;
}

double erlang_c(std::uint32_t servers, double offered) {
  HINDCAST_CHECK(offered < static_cast<double>(servers));
  const double blocking = erlang_b(servers, offered);
  const double load = offered / static_cast<double>(servers);
  return blocking / (1 - load * (1 - blocking));
}

QueueFigures queue_figures(const QueueShape& shape) {
  if (shape.capacity == kEndlessQueue) return endless(shape);
  HINDCAST_CHECK(shape.capacity >= shape.servers);
  // The states from `servers` on are a geometric sequence; the one below them is scaled by the
  // blocking of the same servers without a queue.
  const double load = shape.offered / static_cast<double>(shape.servers);
  const double full = erlang_b(shape.servers, shape.offered);
  const std::uint64_t places = shape.capacity - shape.servers;
  const Sums sums = geometric_sums(load, places + 1);
  const double scale = full / (1 - full + full * sums.plain);
  QueueFigures figures;
  figures.waits = scale * (sums.plain - std::pow(load, static_cast<double>(places)));
  figures.loss = scale * std::pow(load, static_cast<double>(places));
  figures.queue_length = scale * sums.weighted;
  const double admitted = shape.offered * (1 - figures.loss);
  figures.waiting_time = figures.queue_length / admitted;
  figures.sojourn_time = figures.waiting_time + 1;
  figures.in_system = admitted * figures.sojourn_time;
  return figures;
}

double pollaczek_khinchine(double load, double cv_squared) {
  HINDCAST_CHECK(load < 1);
  return load * (1 + cv_squared) / (2 * (1 - load));
}

double sojourn_quantile(double load, double quantile) {
  HINDCAST_CHECK(load < 1 && quantile >= 0 && quantile < 1);
  return -std::log1p(-quantile) / (1 - load);
}

double reach_probability(double load, std::uint32_t level) {
  HINDCAST_CHECK(level >= 1 && load > 0);
  return 1 / geometric_sums(1 / load, level).plain;
}

}  // namespace hindcast
