// Stories for any design of services: what is between them, who calls them, and all of it at once.
#include "hindcast/scenarios/catalogue/service_story.hpp"

namespace hindcast {
namespace {

struct ServicePartitionOptions {
  std::string caller{kAnyService};
  std::string callee{kAnyService};
  PartitionKind kind = PartitionKind::drop;
  Directions directions = Directions::both;
  Duration length = std::chrono::minutes(2);

  static const FieldTable<ServicePartitionOptions>& fields() {
    using Options = ServicePartitionOptions;
    static const FieldTable<Options> table{
        field("caller", &Options::caller,
              {.bytes_min = 1, .about = "the service that calls; any: the seed chooses"}),
        field("callee", &Options::callee,
              {.bytes_min = 1, .about = "the service that is called; any: the seed chooses"}),
        field("kind", &Options::kind,
              {.names = {{PartitionKind::drop, "drop"},
                         {PartitionKind::reject, "reject"},
                         {PartitionKind::tcp_reset, "tcp_reset"}},
               .about = "what happens to packets"}),
        field("directions", &Options::directions,
              {.names = {{Directions::both, "both"},
                         {Directions::request, "request"},
                         {Directions::reply, "reply"}},
               .about = "which way nothing passes"}),
        field("length", &Options::length, length_info("how long nothing passes")),
    };
    return table;
  }
};

class ServicePartition final : public ServiceStory {
 public:
  using Options = ServicePartitionOptions;

  ServicePartition(World& world, const Design& design, const Options& options)
      : ServiceStory(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "service_partition",
        .level = 2,
        .family = kServiceFamily,
        .title = "a partition between two services",
        .question = "How long do callers wait for silence?",
        .command = "  iptables -A OUTPUT -d CALLEE -j DROP   # on the caller's host\n",
        .reality =
            "  Not a row of the catalogue, which asks the same of Snowflake. One connection of\n"
            "  the design passes nothing; all others are well, so health checks that come from\n"
            "  elsewhere see nothing. TCP transmits again and again, later each time; a caller\n"
            "  without a timeout waits for it.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_paths(design);
  }
  static void check(const Design& design, const Options& options) {
    check_service(design, "service_partition.caller", options.caller);
    check_service(design, "service_partition.callee", options.callee);
    check_path(design, options.caller, options.callee);
  }

 protected:
  void begin_fault() override {
    const auto paths = service_paths(platform(), design(), options_.caller, options_.callee);
    const ServicePath& path = paths[choose_one(paths.size())];
    struck(path.name());
    cut_path(path, options_.kind, options_.directions);
  }

 private:
  Options options_;
};

struct OverloadOptions {
  std::uint32_t factor = 10;
  Duration length = std::chrono::minutes(1);

  static const FieldTable<OverloadOptions>& fields() {
    static const FieldTable<OverloadOptions> table{
        field("factor", &OverloadOptions::factor, factor_info("how many times as many call")),
        field("length", &OverloadOptions::length, length_info("how long they do")),
    };
    return table;
  }
};

class ServiceOverload final : public ServiceStory {
 public:
  using Options = OverloadOptions;

  ServiceOverload(World& world, const Design& design, const Options& options)
      : ServiceStory(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "service_overload",
        .level = 2,
        .family = kServiceFamily,
        .title = "many times as many callers for a while",
        .question = "Is it over when they have gone?",
        .command = "  k6 run --vus 1000 --duration 60s shop.js\n",
        .reality =
            "  Not a row of the catalogue. The callers' rate is multiplied, then it is as before.\n"
            "  Queues without bound keep working for callers who have left, and retries send\n"
            "  them anew: a design that is stable under its own load can stay down after the\n"
            "  peak (a metastable failure). Callers do not wait for one another.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (const auto why = lacks_services(design)) return why;
    return lacks(design, {"service_clients"});
  }

 protected:
  void begin_fault() override { overload(platform(), options_.factor, options_.length); }

 private:
  Options options_;
};

struct TogetherOptions {
  std::uint32_t slow_factor = 20;
  std::uint32_t load_factor = 3;
  Restarts restarts = Restarts::supervisor;
  Duration length = std::chrono::minutes(2);

  static const FieldTable<TogetherOptions>& fields() {
    using Options = TogetherOptions;
    static const FieldTable<Options> table{
        field("slow_factor", &Options::slow_factor,
              factor_info("how many times as long the slow service works")),
        field("load_factor", &Options::load_factor, factor_info("how many times as many call")),
        field("restarts", &Options::restarts,
              {.names = {{Restarts::supervisor, "supervisor"}, {Restarts::nobody, "nobody"}},
               .about = "who starts the dead service again"}),
        field("length", &Options::length, length_info("how long all of it lasts")),
    };
    return table;
  }
};

class ServicesAtOnce final : public ServiceStory {
 public:
  using Options = TogetherOptions;

  ServicesAtOnce(World& world, const Design& design, const Options& options)
      : ServiceStory(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "services_at_once",
        .level = 4,
        .family = "Cascade",
        .title = "a crash, a slow service, a partition and a crowd at once",
        .question = "Is anything left, and does it come back?",
        .command = "  (all of the above at once)\n",
        .reality =
            "  Not a row of the catalogue, which asks the same of its platform. The strikes of\n"
            "  service_crash, service_slow, service_partition and service_overload begin at one\n"
            "  instant, each where the seed chooses.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    return lacks_paths(design);
  }

 protected:
  void begin_fault() override {
    crash_service(choose(platform().services), options_.restarts, CrashKind::process);
    slow_service(choose(platform().services), options_.slow_factor);
    const auto paths = service_paths(platform(), design(), kAnyService, kAnyService);
    cut_path(paths[choose_one(paths.size())], PartitionKind::drop, Directions::both);
    overload(platform(), options_.load_factor, options_.length);
  }

 private:
  Options options_;
};

}  // namespace

void add_service_load_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<ServicePartition>>());
  scenarios.add(std::make_unique<StoryKind<ServiceOverload>>());
  scenarios.add(std::make_unique<StoryKind<ServicesAtOnce>>());
}

}  // namespace hindcast
