// Code of an embedding program in system files: read, shown, set, hashed, run, refused.
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>

#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/sim/kernel.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

// Admits so many calls and rejects the rest.
class Counting final : public Breaker {
 public:
  struct Options {
    std::uint32_t calls = 1'000'000;
    static const FieldTable<Options>& fields() {
      static const FieldTable<Options> table{field("calls", &Options::calls)};
      return table;
    }
  };
  Counting(const Options& options, const ClockReading&, BreakerListener* listener)
      : Breaker(listener), left_(options.calls) {}
  BreakerAnswer admit(const ClockReading&) override {
    if (left_ == 0) return reject("no calls are left");
    --left_;
    return {.ticket = {1, false}};
  }
  void settle(BreakerTicket, const BreakerResult&, const ClockReading&) override {}
  void abandon(BreakerTicket, const ClockReading&) override {}
  void advance(const ClockReading&) override {}

 private:
  std::uint32_t left_;
};

// Tries everything again at once, so often.
class Stubborn final : public RetryPolicy {
 public:
  struct Options {
    std::uint32_t attempts = 3;
    static const FieldTable<Options>& fields() {
      static const FieldTable<Options> table{field("attempts", &Options::attempts)};
      return table;
    }
  };
  Stubborn(const Options& options, const GuardPlace&) : options_(options) {}
  std::optional<Duration> after(const EndedAttempt& ended) override {
    if (ended.end.is_good() || ended.attempts >= options_.attempts) return std::nullopt;
    return Duration::zero();
  }

 private:
  Options options_;
};

// Never asks the database: every context is the same.
class Constant final : public CacheLoader {
 public:
  struct Options {
    std::string value = "constant";
    static const FieldTable<Options>& fields() {
      static const FieldTable<Options> table{field("value", &Options::value)};
      return table;
    }
  };
  explicit Constant(const Options& options) : options_(options) {}
  LoadedContext load(const std::string& customer, McpServices& services) override {
    if (services.cache() != nullptr) {
      services.cache()->set(McpServer::cache_key(customer), McpServer::cached_text(options_.value));
    }
    return {.found = true, .value = options_.value};
  }

 private:
  Options options_;
};

// Refuses to write, and leaves everything else to the server.
class ReadOnly final : public ToolHandler {
 public:
  struct Options {
    static const FieldTable<Options>& fields() {
      static const FieldTable<Options> table{};
      return table;
    }
  };
  explicit ReadOnly(const Options&) {}
  std::optional<mcp::ToolResult> handle(const mcp::ToolCall& call, McpServices& services) override {
    if (call.tool == "update_context") return mcp::ToolResult{0, true, "read only"};
    if (call.tool == "get_context") return services.own_tool(call);
    return std::nullopt;
  }
};

// Takes every record and tells nobody.
class Swallow final : public RecordHandler {
 public:
  struct Options {
    std::uint32_t refuses = 0;  // so many deliveries fail first
    static const FieldTable<Options>& fields() {
      static const FieldTable<Options> table{field("refuses", &Options::refuses)};
      return table;
    }
  };
  explicit Swallow(const Options& options) : left_(options.refuses) {}
  DatabaseResult deliver(const QueueRecord& record, DatabasePort&) override {
    if (left_ > 0) {
      --left_;
      return {.text = "not yet"};
    }
    return {.ok = !record.id.empty() && !record.text.empty()};
  }

 private:
  std::uint32_t left_;
};

Registry own_registry(std::string program = "mine") {
  Registry registry = shipped_registry(std::move(program));
  registry.add_breaker<Counting>({.name = "counting"});
  registry.add_retry<Stubborn>({.name = "stubborn"});
  registry.add_cache_loader<Constant>({.name = "constant"});
  registry.add_tool_handler<ReadOnly>({.name = "read_only"});
  registry.add_queue_worker<Swallow>({.name = "swallow"});
  return registry;
}

// The activity platform with one text of its file replaced.
std::string platform_with(const std::string& text, const std::string& replacement) {
  for (const ShippedSystem& system : shipped_systems()) {
    if (system.name != "activity_platform") continue;
    std::string file(system.text);
    const std::size_t place = file.find(text);
    REQUIRE(place != std::string::npos);
    return file.replace(place, text.size(), replacement);
  }
  FAIL("no such system");
  return "";
}

const std::string kDatabase = R"({"from": "mcp.database", "to": "database.sql"})";

std::string with_breaker(const std::string& breaker) {
  return platform_with(kDatabase,
                       R"({"from": "mcp.database", "to": "database.sql", )" + breaker + "}");
}

std::string refusal(const std::string& text, const Registry& registry) {
  try {
    read_design(text, "mine.json", registry.kinds);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

// The world of a design after so long, on a calm day.
struct Calm {
  Calm(const Design& design, Duration length) : world(chooser, {.seed = 1}) {
    build_design(design, world);
    world.end_at(Instant::at(length));
    world.run();
  }
  template <class Kind>
  const Kind& part(std::string_view name) const {
    return dynamic_cast<const Kind&>(*world.find_component(name));
  }

  QuietChooser chooser;
  World world;
};

}  // namespace

TEST_CASE("a breaker of one's own stands on the connection whose file names it") {
  const Registry registry = own_registry();
  const Design design = read_design(with_breaker(R"("breaker": {"kind": "counting", "calls": 40})"),
                                    "mine.json", registry.kinds);
  const Calm calm(design, 5min);
  const auto& server = calm.part<McpServer>("mcp");
  CHECK(server.counts().database_errors > 10);
  CHECK(server.counts().database_reads > 0);
  CHECK(server.counts().database_reads <= 40);
  const Design plenty =
      read_design(with_breaker(R"("breaker": {"kind": "counting"})"), "mine.json", registry.kinds);
  CHECK(Calm(plenty, 5min).part<McpServer>("mcp").counts().database_errors == 0);
}

TEST_CASE("--set reaches the fields of own code, and hash, parameters and tokens have them") {
  const Registry registry = own_registry();
  const std::string text = with_breaker(R"("breaker": {"kind": "counting", "calls": 40})");
  Design design = read_design(text, "mine.json", registry.kinds);
  const std::uint64_t before = design.content_hash();
  assign(design.parameter_sets, {{"mcp.database.breaker.calls", "5"}});
  CHECK(design.content_hash() != before);
  CHECK(Calm(design, 5min).part<McpServer>("mcp").counts().database_reads <= 5);
  CHECK_THROWS_AS(assign(design.parameter_sets, {{"mcp.database.breaker.calls", "many"}}),
                  InputError);
  const Design shipped =
      read_design(platform_with(kDatabase, kDatabase), "mine.json", registry.kinds);
  CHECK(shipped.content_hash() != before);
}

TEST_CASE("a retry policy of one's own decides about retries") {
  const Registry registry = own_registry();
  const std::string text = with_breaker(
      R"("breaker": {"kind": "counting", "calls": 0}, "retry": {"kind": "stubborn", "attempts": 4})");
  const Calm calm(read_design(text, "mine.json", registry.kinds), 1min);
  int found = 0;
  for (const auto& connection : calm.world.connections()) {
    if (connection->client.full_name() != "mcp.database") continue;
    ++found;
    CHECK(connection->counts.rejected > 0);
    CHECK(connection->counts.rejected % 4 == 0);
  }
  CHECK(found == 1);
}

TEST_CASE("a cache loader and a tool handler of one's own stand in the server") {
  const Registry registry = own_registry();
  const std::string kServer = R"("mcp": {"kind": "mcp_server"})";
  const Design loader = read_design(
      platform_with(kServer, R"("mcp": {"kind": "mcp_server", "loader": {"kind": "constant"}})"),
      "mine.json", registry.kinds);
  const Calm constant(loader, 2min);
  const auto& loading = constant.part<McpServer>("mcp");
  CHECK(loading.counts().database_reads > 0);
  CHECK(loading.counts().hits > 0);
  CHECK(loading.counts().database_errors == 0);
  const Design tools = read_design(
      platform_with(kServer, R"("mcp": {"kind": "mcp_server", "tools": {"kind": "read_only"}})"),
      "mine.json", registry.kinds);
  const Calm read_only(tools, 2min);
  const auto& refusing = read_only.part<McpServer>("mcp");
  CHECK(refusing.counts().commits == 0);
  CHECK(refusing.counts().errors > 0);
  CHECK(refusing.counts().appended > 0);
}

TEST_CASE("a queue worker's handler of one's own takes the records, with the worker's retries") {
  const Registry registry = own_registry();
  const std::string kWorker = R"("worker": {"kind": "queue_worker"})";
  const Design design = read_design(
      platform_with(
          kWorker,
          R"("worker": {"kind": "queue_worker", "handler": {"kind": "swallow", "refuses": 2}})"),
      "mine.json", registry.kinds);
  const Calm calm(design, 2min);
  const auto& worker = calm.part<QueueWorker>("worker");
  CHECK(worker.counts().delivered > 50);
  CHECK(worker.counts().failed_attempts == 2);
}

TEST_CASE("own code that nobody registered is refused at its place, with what there is") {
  const std::string text = with_breaker(R"("breaker": {"kind": "countin"})");
  const std::string near = refusal(text, own_registry());
  CHECK(near.find("names no circuit breaker of this program: \"countin\"") != std::string::npos);
  CHECK(near.find("did you mean \"counting\"") != std::string::npos);
  CHECK(near.starts_with("mine.json:"));
  CHECK(refusal(text, shipped_registry()).find("run the program that registers it") !=
        std::string::npos);
  CHECK(refusal(with_breaker(R"("breaker": {"kind": "counting", "cals": 3})"), own_registry())
            .find("\"calls\"") != std::string::npos);
  CHECK(refusal(with_breaker(R"("breaker": {"kind": 7})"), own_registry()).find("kind") !=
        std::string::npos);
}

TEST_CASE("tokens carry the program, and another program says so") {
  const auto bound = [](const Registry& registry) {
    auto design = std::make_shared<const Design>(
        read_design(platform_with(kDatabase, kDatabase), "mine.json", registry.kinds));
    return registry.scenarios.find("calm_day")->bind(design, {{"calm_day.length", "10s"}});
  };
  const Registry own = own_registry("mine");
  const Registry plain = shipped_registry();
  const auto mine = bound(own);
  const auto shipped = bound(plain);
  const Token token = token_of(*mine, Base::random, run_seed(*mine, Base::random, {.seed = 1}));
  const std::string text = to_text(token);
  CHECK(text.find("-bmine.") != std::string::npos);
  REQUIRE(parse_token(text).ok());
  CHECK(parse_token(text).value().stamp == token.stamp);
  CHECK(differences(token.stamp, *mine).empty());
  REQUIRE(differences(token.stamp, *shipped).size() == 1);
  CHECK(differences(token.stamp, *shipped).front().find("the program mine") != std::string::npos);
}
