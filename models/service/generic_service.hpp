// GenericService: a service as queueing theory sees it: workers, a queue, a service time, and calls
// to others. It keeps working for callers who have left; that is what makes retries expensive.
// Kind `service` of system files; its server port is "in", its client ports have the names in
// `calls`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/models/host/descriptors.hpp"
#include "hindcast/models/host/host.hpp"
#include "hindcast/models/service/protocol.hpp"
#include "hindcast/models/service/service_options.hpp"
#include "hindcast/models/service/work_gate.hpp"
#include "hindcast/sim/component.hpp"

namespace hindcast {

class GenericService final : public Component {
 public:
  using Options = ServiceOptions;

  // Of all lives.
  struct Counts {
    std::uint64_t arrived = 0;
    std::uint64_t rejected = 0;  // the queue was full
    std::uint64_t served = 0;    // answered well
    std::uint64_t failed = 0;    // answered with an error of its own or of a dependency
    std::uint64_t queued_max = 0;
    std::uint64_t calls_failed = 0;    // of its calls to others, the tolerated ones included
    std::uint64_t accepts_closed = 0;  // connections that were accepted and closed at once (EMFILE)
    std::uint64_t connects_failed = 0;  // of those calls, for want of a descriptor
  };

  GenericService(const Place& place, Options options);

  const Counts& counts() const { return counts_; }
  const Options& options() const { return options_; }
  std::size_t queued() const;
  // Fault: from now on its own errors have this ratio.
  void set_error_ratio(Ratio ratio) { error_ratio_ = ratio; }
  // Fault: from now on its service time is so many times as long.
  void slow_down(std::uint32_t factor) { slowness_ = factor; }

  void describe(TopologyVertex& vertex) const override;

 protected:
  std::unique_ptr<Process> boot() override;

 private:
  using Client = ClientPort<ServiceRequest, ServiceReply>;

  // One entry of `calls`.
  struct Dependency {
    std::optional<std::uint64_t> operation;  // its hash, if it is for one operation only
    Client* port;
    bool tolerated;
    Ratio probability;
    std::uint32_t times;
  };
  struct Life final : Process {
    Life(const WorkGate::Options& options, std::uint32_t descriptors_max)
        : gate(options), descriptors(std::make_shared<Descriptors>(descriptors_max)) {}
    WorkGate gate;
    std::shared_ptr<Descriptors> descriptors;
  };

  Client& client_port(std::string_view name);
  void handle(const ServiceRequest& request, Responder<ServiceReply> responder);
  ServiceReply::Outcome work(const ServiceRequest& request, WorkGate::Turn& turn);
  void compute(Duration time);
  bool call_others(const ServiceRequest& request);
  bool call_all_at_once(const ServiceRequest& request);
  static bool is_due(const Dependency& dependency, const ServiceRequest& request);
  bool call(const Dependency& dependency, const ServiceRequest& request);
  bool call_once(const Dependency& dependency, const ServiceRequest& request);

  Options options_;
  Ratio error_ratio_;
  std::uint32_t slowness_ = 1;
  Host* host_ = nullptr;  // of this life
  Counts counts_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Dependency> dependencies_;
  ServerPort<ServiceRequest, ServiceReply> in_;
};

}  // namespace hindcast
