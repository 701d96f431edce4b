// ServiceClients: callers of a generic service in an open loop: they arrive whether or not it keeps
// up. Kind `service_clients` of system files; client port "service".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/load/call_log.hpp"
#include "hindcast/models/service/protocol.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct ServiceClientsOptions {
  Rate rate = Rate::per_second(10);
  // The mix, "OPERATION: WEIGHT" each.
  std::vector<std::string> operations{"call: 1"};
  std::uint32_t keys = 0;      // how many different things are asked for; 0: each call its own
  Ratio skew = Ratio::zero();  // how unequal they are: Zipf's exponent

  static const FieldTable<ServiceClientsOptions>& fields();
};

class ServiceClients final : public Component {
 public:
  using Options = ServiceClientsOptions;

  ServiceClients(const Place& place, Options options);

  // What the callers were promised; to be set before the world runs.
  void set_objective(const Objective& objective);

  // Callers come at this rate from the next gap on; the gap under way ends as it was drawn. Called
  // on any fiber.
  void set_rate(Rate rate) { interval_ = Distribution::exponential(rate.interval()); }
  // More callers from now on, for so long: a second Poisson stream. Called on any fiber.
  void surge(Rate extra, Duration length);
  // Makes `count` calls of one operation at this instant. Called on any fiber.
  void burst(std::uint32_t count, std::uint16_t operation = 0);

  const CallLog& log() const { return *log_; }
  // Attempts per call and calls that ended so far are on the connection and in the log.
  const Options& options() const { return options_; }

  void describe(TopologyVertex& vertex) const override;

 protected:
  std::unique_ptr<Process> boot() override;

 private:
  void arrive(const Distribution& interval, Instant end);
  void call(std::uint16_t operation);
  std::uint16_t draw_operation() const;

  Options options_;
  std::vector<Label> operations_;
  std::vector<std::uint64_t> weights_;  // each with those before it
  Distribution interval_;
  Distribution popularity_;
  std::uint64_t calls_ = 0;
  ClientPort<ServiceRequest, ServiceReply> port_{*this, "service"};
  std::unique_ptr<CallLog> log_;
};

}  // namespace hindcast
