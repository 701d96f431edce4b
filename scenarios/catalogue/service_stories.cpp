// Stories for any design of services: their processes and replicas. The chaos catalogue is about
// one platform and has no rows for them; they strike what every such design has.
#include "hindcast/scenarios/catalogue/service_story.hpp"

namespace hindcast {
namespace {

struct CrashOptions {
  std::string service{kAnyService};
  Restarts restarts = Restarts::supervisor;
  Duration length = std::chrono::seconds(60);

  static const FieldTable<CrashOptions>& fields() {
    static const FieldTable<CrashOptions> table{
        field("service", &CrashOptions::service, {.bytes_min = 1, .about = kAnyAbout}),
        field("restarts", &CrashOptions::restarts,
              {.names = {{Restarts::supervisor, "supervisor"}, {Restarts::nobody, "nobody"}},
               .about = "who starts it again; supervisor: as the service's options say"}),
        field("length", &CrashOptions::length,
              length_info("from the crash to the moment from which it must be back")),
    };
    return table;
  }
};

class ServiceCrash final : public ServiceStory {
 public:
  using Options = CrashOptions;

  ServiceCrash(World& world, const Design& design, const Options& options)
      : ServiceStory(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "service_crash",
        .level = 1,
        .family = kServiceFamily,
        .title = "a service's process dies",
        .question = "Who notices, and does it come back by itself?",
        .command = "  kubectl exec POD -- kill -9 1\n",
        .reality =
            "  Not a row of the catalogue, which asks the same of its MCP server. The process is\n"
            "  gone with all requests in it; its host refuses new connections until the\n"
            "  supervisor has started it again (restart_delay, start_time), or until the operator\n"
            "  does if there is none. Which service dies is the seed's choice.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_services(design);
  }
  static void check(const Design& design, const Options& options) {
    check_service(design, "service_crash.service", options.service);
  }

 protected:
  void begin_fault() override {
    GenericService& service = choose(services_named(platform(), design(), options_.service));
    struck(service.name());
    crash_service(service, options_.restarts, CrashKind::process);
  }

 private:
  Options options_;
};

struct SlowOptions {
  std::string service{kAnyService};
  std::uint32_t factor = 20;
  Duration length = std::chrono::minutes(2);

  static const FieldTable<SlowOptions>& fields() {
    static const FieldTable<SlowOptions> table{
        field("service", &SlowOptions::service, {.bytes_min = 1, .about = kAnyAbout}),
        field("factor", &SlowOptions::factor, factor_info("how many times as long it works")),
        field("length", &SlowOptions::length, length_info("how long it is slow")),
    };
    return table;
  }
};

class ServiceSlow final : public ServiceStory {
 public:
  using Options = SlowOptions;

  ServiceSlow(World& world, const Design& design, const Options& options)
      : ServiceStory(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "service_slow",
        .level = 2,
        .family = kServiceFamily,
        .title = "a service becomes slow, but answers",
        .question = "Does one slow service make all of them slow?",
        .command = "  stress-ng --cpu 8 --timeout 120   # on one service's host\n",
        .reality =
            "  Not a row of the catalogue. A grey failure: the process lives, its health checks\n"
            "  pass, and everything takes it many times as long (a noisy neighbour, a swapping\n"
            "  host, a cold cache). Simulated: its service time times the factor; the queue\n"
            "  before it and the callers' policies do the rest.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_services(design);
  }
  static void check(const Design& design, const Options& options) {
    check_service(design, "service_slow.service", options.service);
  }

 protected:
  void begin_fault() override {
    GenericService& service = choose(services_named(platform(), design(), options_.service));
    struck(service.name());
    slow_service(service, options_.factor);
  }

 private:
  Options options_;
};

struct ReplicaOptionsOfStory {
  std::string service{kAnyService};
  CrashKind kind = CrashKind::host;
  Duration length = std::chrono::minutes(3);

  static const FieldTable<ReplicaOptionsOfStory>& fields() {
    using Options = ReplicaOptionsOfStory;
    static const FieldTable<Options> table{
        field("service", &Options::service, {.bytes_min = 1, .about = kAnyAbout}),
        field("kind", &Options::kind,
              {.names = {{CrashKind::process, "process"}, {CrashKind::host, "host"}},
               .about = "host: nobody answers for it; process: its host refuses connections"}),
        field("length", &Options::length, length_info("how long it is down")),
    };
    return table;
  }
};

class ReplicaDown final : public ServiceStory {
 public:
  using Options = ReplicaOptionsOfStory;

  ReplicaDown(World& world, const Design& design, const Options& options)
      : ServiceStory(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {.name = "replica_down",
            .level = 1,
            .family = kServiceFamily,
            .title = "one replica is down",
            .question = "Does anybody notice?",
            .command = "  kubectl drain NODE --force   # or pull its plug\n",
            .reality =
                "  Not a row of the catalogue. One of several replicas is gone for a while, by\n"
                "  default with its host, which answers nothing: until the balancer has noticed\n"
                "  (host_loss_noticed, exit_noticed) each attempt that goes there waits for its\n"
                "  timeout, and the others carry its load afterwards.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (const auto why = lacks_services(design)) return why;
    return lacks_replicas(design);
  }
  static void check(const Design& design, const Options& options) {
    check_service(design, "replica_down.service", options.service);
    check_replicated(design, options.service);
  }

 protected:
  void begin_fault() override {
    std::vector<GenericService*> replicas;
    for (GenericService* const service : services_named(platform(), design(), options_.service)) {
      if (is_replicated(design(), service->name())) replicas.push_back(service);
    }
    replica_ = &choose(replicas);
    struck(replica_->name());
    supervision_ = replica_->node().supervision();
    crash_service(*replica_, Restarts::nobody, options_.kind);
  }
  void end_fault() override {
    replica_->node().supervise(supervision_);
    replica_->node().restart();
  }

 private:
  Options options_;
  GenericService* replica_ = nullptr;
  Supervision supervision_;
};

}  // namespace

void add_service_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<ServiceCrash>>());
  scenarios.add(std::make_unique<StoryKind<ReplicaDown>>());
  scenarios.add(std::make_unique<StoryKind<ServiceSlow>>());
  add_service_load_stories(scenarios);
}

}  // namespace hindcast
