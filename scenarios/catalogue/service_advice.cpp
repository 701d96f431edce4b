#include "hindcast/scenarios/catalogue/service_advice.hpp"

#include <algorithm>
#include <optional>

#include "hindcast/models/service/service_options.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr const char* kServiceKind = "service";
constexpr const char* kQueueBound = "100";
constexpr const char* kAttempts = "2";
constexpr const char* kReplicas = "2";

constexpr AdviceRule kTimeoutRule = {kServiceKind,        "timeout",
                                     "infinite",          "",
                                     "NO TIMEOUT",        "wait for its answers without a bound",
                                     "Give a timeout to", "service_slow"};
constexpr AdviceRule kPathTimeoutRule = {
    kServiceKind, "timeout", "infinite", "", "", "", "Give a timeout to", "service_partition"};
constexpr AdviceRule kReplicaRule = {kServiceKind,
                                     "replicas",
                                     "1",
                                     kReplicas,
                                     "NO SECOND REPLICA",
                                     "has no second one to ask while it is down",
                                     "Run a second replica, and let callers ask twice, of",
                                     "service_crash"};
constexpr AdviceRule kQueueRule = {
    kServiceKind,
    "queue_max",
    "unlimited",
    kQueueBound,
    "NO BACKPRESSURE",
    "takes any number of requests, those of callers who have left included",
    "Bound the queue, and refuse what finds it full, of",
    "service_overload"};

std::string head(const std::string& port) { return port.substr(0, port.find('.')); }

const ServiceOptions* service_options(const ComponentDesign* component) {
  if (component == nullptr || component->kind->name != kServiceKind) return nullptr;
  return static_cast<const ServiceOptions*>(component->options.get());
}

// Half of what callers were promised: time for one more attempt.
std::string timeout_for(const Design& design) {
  return to_text(
      std::max(design.objective->latency_p99 / 2, Duration(std::chrono::milliseconds(1))));
}

// Timeouts for the connections of services to `callee` that have none; of one caller if it is
// named.
std::vector<Assignment> timeouts(const Design& design, const std::string& callee,
                                 const std::string& caller = {}) {
  std::vector<Assignment> changes;
  for (const ConnectionDesign& connection : design.connections) {
    const bool meant = head(connection.to) == callee &&
                       (caller.empty() || head(connection.from) == caller) &&
                       service_options(design.find(head(connection.from))) != nullptr;
    if (!meant || !connection.options->timeout.is_infinite()) continue;
    changes.push_back({connection.path + ".timeout", timeout_for(design)});
  }
  return changes;
}

class Review {
 public:
  Review(const Design& design, const StruckServices& struck) : design_(design), struck_(struck) {}

  std::vector<MissingGuard> missing() {
    look_at(kTimeoutRule, [this](const std::string& name) { return timeout(name); });
    look_at(kPathTimeoutRule, [this](const std::string& name) { return path_timeout(name); });
    look_at(kReplicaRule, [this](const std::string& name) { return replica(name); });
    for (const ComponentDesign& component : design_.components) bound(component);
    return std::move(missing_);
  }

 private:
  // Adds what the most harmful strike of a rule's scenario misses.
  template <class Check>
  void look_at(const AdviceRule& rule, Check check) {
    const auto found = struck_.find(std::string(rule.scenario));
    if (found == struck_.end()) return;
    for (const std::string& name : found->second) {
      std::optional<MissingGuard> guard = check(name);
      if (!guard) continue;
      guard->rule = &rule;
      guard->struck = name;
      missing_.push_back(std::move(*guard));
      return;
    }
  }

  std::optional<MissingGuard> timeout(const std::string& name) const {
    const ComponentDesign* const service = designed_as(design_, name);
    if (service_options(service) == nullptr) return {};
    MissingGuard guard{nullptr, "the callers of " + service->name};
    guard.changes = timeouts(design_, service->name);
    guard.focus = {{"service_slow.service", service->name}};
    return guard.changes.empty() ? std::nullopt : std::optional(guard);
  }

  std::optional<MissingGuard> path_timeout(const std::string& name) const {
    const std::size_t arrow = name.find(" -> ");
    const ComponentDesign* const caller = designed_as(design_, name.substr(0, arrow));
    const ComponentDesign* const callee = designed_as(design_, name.substr(arrow + 4));
    if (caller == nullptr || callee == nullptr) return {};
    MissingGuard guard{nullptr, "calls of " + caller->name + " to " + callee->name};
    guard.changes = timeouts(design_, callee->name, caller->name);
    guard.focus = {{"service_partition.caller", caller->name},
                   {"service_partition.callee", callee->name}};
    return guard.changes.empty() ? std::nullopt : std::optional(guard);
  }

  std::optional<MissingGuard> replica(const std::string& name) const {
    const ComponentDesign* const service = designed_as(design_, name);
    if (service_options(service) == nullptr || service->replicas == nullptr) return {};
    if (service->replicas->replicas > 1) return {};
    MissingGuard guard{nullptr, service->name};
    guard.changes.push_back({service->name + ".replicas", kReplicas});
    for (const ConnectionDesign& connection : design_.connections) {
      if (head(connection.to) != service->name || connection.options->attempts_max > 1) continue;
      guard.changes.push_back({connection.path + ".attempts_max", kAttempts});
    }
    guard.focus = {{"service_crash.service", service->name}};
    return guard;
  }

  // Whoever calls from outside comes whether or not the service keeps up.
  void bound(const ComponentDesign& component) {
    const ServiceOptions* const options = service_options(&component);
    if (options == nullptr || options->queue_max != ServiceOptions::kUnlimited) return;
    const bool bounded = options->workers != std::numeric_limits<std::uint32_t>::max();
    const bool outside = std::any_of(
        design_.connections.begin(), design_.connections.end(), [&](const ConnectionDesign& one) {
          return head(one.to) == component.name &&
                 service_options(design_.find(head(one.from))) == nullptr;
        });
    if (!bounded || !outside) return;
    MissingGuard guard{&kQueueRule, component.name};
    guard.changes = {{component.name + ".queue_max", kQueueBound},
                     {component.name + ".rejected", "error"}};
    missing_.push_back(std::move(guard));
  }

  const Design& design_;
  const StruckServices& struck_;
  std::vector<MissingGuard> missing_;
};

}  // namespace

std::vector<MissingGuard> missing_service_guards(const Design& design,
                                                 const StruckServices& struck) {
  return Review(design, struck).missing();
}

}  // namespace hindcast
