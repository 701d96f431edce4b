// ServiceOptions: a service of which only its load matters.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/service/work_gate.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

// What becomes of a request that finds the queue full. It moves the load at which a system tips
// over by twenty to thirty places of the queue, so whoever bounds the queue must say it.
enum class RejectedCall : std::uint8_t {
  unstated,
  error,    // an error at once: the caller gives up, or retries at once if its policy does
  silence,  // dropped: the caller learns it at its timeout
};

enum class CallOrder : std::uint8_t { sequential, parallel };

struct ServiceOptions {
  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  std::uint32_t workers = std::numeric_limits<std::uint32_t>::max();
  Distribution service_time = Distribution::constant(std::chrono::milliseconds(5));
  std::uint64_t queue_max = kUnlimited;
  QueueDiscipline discipline = QueueDiscipline::fifo;
  RejectedCall rejected = RejectedCall::unstated;
  // The services that it calls, each a client port of that name: "cart", "checkout: payment" for
  // requests of one operation only, "ads 25%" for a quarter of the requests, "prices x9" for nine
  // calls. After its own service time, in this order.
  std::vector<std::string> calls{};
  CallOrder call_order = CallOrder::sequential;
  std::vector<std::string> tolerates{};  // ports whose failures do not fail the request
  Ratio error_ratio = Ratio::zero();     // of its own errors
  bool holds_worker = true;              // while it waits for others: a thread per request
  // From the start of the process until it listens.
  Duration start_time = Duration::zero();
  // Somebody starts a crashed process again: a kubelet, systemd.
  bool supervised = true;
  Duration restart_delay = std::chrono::seconds(1);
  std::int64_t niceness = 0;
  std::uint32_t descriptors_max = std::numeric_limits<std::uint32_t>::max();

  static const FieldTable<ServiceOptions>& fields();
};

// An entry of `calls` or of a client's mix, in its two parts.
struct NamedPart {
  std::string_view name;  // before the colon; empty if there is none
  std::string_view rest;
};
NamedPart split_entry(std::string_view entry);

// An entry of `calls`.
struct CallEntry {
  std::string operation;  // empty: for every operation
  std::string port;       // empty: the entry names no service
  Ratio probability = Ratio::one();
  std::uint32_t times = 1;

  static constexpr std::uint32_t kTimesMax = 100;

  // Whether the entry can be meant: a port's name, a share above none, at least one call.
  bool good() const;
};
CallEntry call_entry(std::string_view entry);

}  // namespace hindcast
