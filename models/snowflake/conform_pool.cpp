#include "hindcast/models/snowflake/conform_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/models/json/document.hpp"
#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/snowflake/connection_pool.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// How the recording's factory behaves from now on.
struct Behaviour {
  Duration time = Duration::zero();
  bool succeeds = true;
};

struct Request : PoolRequest {
  std::optional<std::uint64_t> id{};
};

// One case: a pool, its factory and its timers under virtual time. As in the recording, all jobs
// run before the next timer does.
class PoolCase final : public ConnectionPool::Owner {
 public:
  explicit PoolCase(const PoolOptions& options) : pool_(*this, jobs_, options) {}

  void perform(const std::string& operation, const JsonValue& row);
  std::string answer(const std::string& operation, const JsonValue& row);

  Instant now() const override { return now_; }
  void create(ConnectionPool::Resource resource) override;
  void validate(ConnectionPool::Resource resource) override;
  void destroy(ConnectionPool::Resource resource) override;
  void start_evictor(Duration interval) override;
  void stop_evictor() override { evicts_ = false; }
  void settled(PoolRequest& request) override;
  void create_error(const PoolError&) override { log(R"("ev":"factoryCreateError")"); }

 private:
  struct Timer {
    Instant due;
    std::function<void()> fire;
  };

  void set_factory(const JsonValue& row);
  void acquire(std::optional<std::uint64_t> id, std::uint32_t priority);
  void release(std::uint64_t id);
  void release_foreign();
  void destroy_lent(std::uint64_t id);
  void drain_then_clear();
  void advance(Duration span);
  void after(Duration delay, std::function<void()> fire);
  void log(const std::string& members);
  ConnectionPool::Resource lent_to(std::uint64_t id) const;

  Microtasks jobs_;
  ConnectionPool pool_;
  Instant now_;
  std::vector<Timer> timers_;  // in the order in which they were set
  std::deque<Request> requests_;
  std::map<std::uint64_t, ConnectionPool::Resource> lent_;
  std::vector<std::string> events_;
  Behaviour create_{.time = 10ms};
  Behaviour validate_{};
  Behaviour destroy_{};
  Duration eviction_interval_;
  bool evicts_ = false;
};

void PoolCase::log(const std::string& members) {
  events_.push_back(fmt::format(R"({{"t":{},{}}})", now_.count() / 1'000'000, members));
}

void PoolCase::after(Duration delay, std::function<void()> fire) {
  timers_.push_back({now_ + delay, std::move(fire)});
}

void PoolCase::create(ConnectionPool::Resource resource) {
  log(fmt::format(R"("ev":"create","r":{})", resource));
  after(create_.time, [this, resource, succeeds = create_.succeeds] {
    log(fmt::format(R"("ev":"{}","r":{})", succeeds ? "created" : "create-failed", resource));
    if (succeeds) {
      pool_.created(resource);
    } else {
      pool_.create_failed(resource, {"Error", "create failed"});
    }
  });
}

void PoolCase::validate(ConnectionPool::Resource resource) {
  const bool valid = validate_.succeeds;
  log(fmt::format(R"("ev":"validate","r":{},"ok":{})", resource, valid));
  if (validate_.time == Duration::zero()) return pool_.validated(resource, valid);
  after(validate_.time, [this, resource, valid] { pool_.validated(resource, valid); });
}

void PoolCase::destroy(ConnectionPool::Resource resource) {
  log(fmt::format(R"("ev":"destroy","r":{})", resource));
  if (destroy_.time == Duration::zero()) return pool_.destroyed(resource);
  after(destroy_.time, [this, resource] { pool_.destroyed(resource); });
}

void PoolCase::start_evictor(Duration interval) {
  evicts_ = true;
  eviction_interval_ = interval;
  after(interval, [this] {
    if (!evicts_) return;
    pool_.evict();
    start_evictor(eviction_interval_);
  });
}

void PoolCase::settled(PoolRequest& settled_request) {
  const Request& request = static_cast<Request&>(settled_request);
  const std::string id = request.id.has_value() ? fmt::format(R"("id":{},)", *request.id) : "";
  if (request.state() == PoolRequest::State::fulfilled) {
    lent_[*request.id] = request.resource();
    return log(fmt::format(R"("ev":"acquired",{}"r":{})", id, request.resource()));
  }
  log(fmt::format(R"("ev":"acquire-error",{}"name":"{}","message":"{}")", id, request.error().name,
                  request.error().message));
}

void PoolCase::acquire(std::optional<std::uint64_t> id, std::uint32_t priority) {
  Request& request = requests_.emplace_back();
  request.id = id;
  // The pool starts before the request has its timer.
  if (!pool_.options().autostart) pool_.start();
  const Duration timeout = pool_.options().acquire_timeout;
  if (!timeout.is_infinite()) after(timeout, [this, &request] { pool_.time_out(request); });
  pool_.acquire(request, priority);
}

ConnectionPool::Resource PoolCase::lent_to(std::uint64_t id) const {
  const auto found = lent_.find(id);
  HINDCAST_CHECK(found != lent_.end());
  return found->second;
}

void PoolCase::release(std::uint64_t id) {
  pool_.release(lent_to(id));
  jobs_.after(1, [this, id] { log(fmt::format(R"("ev":"released","id":{})", id)); });
}

void PoolCase::destroy_lent(std::uint64_t id) {
  pool_.destroy(lent_to(id));
  jobs_.after(1, [this, id] { log(fmt::format(R"("ev":"destroyed","id":{})", id)); });
}

void PoolCase::release_foreign() {
  const bool released = pool_.release(~ConnectionPool::Resource{0});
  HINDCAST_CHECK(!released);
  jobs_.after(1, [this] {
    log(fmt::format(R"("ev":"release-error","name":"Error","message":"{}")",
                    ConnectionPool::kForeign));
  });
}

void PoolCase::drain_then_clear() {
  pool_.drain([this] {
    log(R"("ev":"drained")");
    pool_.clear([this] { log(R"("ev":"cleared")"); });
  });
}

void PoolCase::advance(Duration span) {
  jobs_.run();
  const Instant end = now_ + span;
  for (;;) {
    const auto first = std::min_element(
        timers_.begin(), timers_.end(),
        [](const Timer& left, const Timer& right) { return left.due < right.due; });
    if (first == timers_.end() || first->due > end) break;
    const Timer timer = std::move(*first);
    timers_.erase(first);
    now_ = timer.due;
    timer.fire();
    jobs_.run();
  }
  now_ = end;
}

void PoolCase::set_factory(const JsonValue& row) {
  const auto read = [&row](const char* name) {
    const JsonValue value = row.member(name);
    const std::optional<JsonValue> succeeds = value.find("ok");
    return Behaviour{.time = std::chrono::milliseconds(value.member("ms").integer(0, 1'000'000)),
                     .succeeds = !succeeds.has_value() || succeeds->boolean()};
  };
  create_ = read("create");
  validate_ = read("validate");
  destroy_ = read("destroy");
}

void PoolCase::perform(const std::string& operation, const JsonValue& row) {
  const auto id = [&row] { return row.member("id").count(); };
  if (operation == "start") {
    pool_.start();
  } else if (operation == "acquire") {
    const std::optional<JsonValue> priority = row.find("priority");
    acquire(id(), priority.has_value() ? static_cast<std::uint32_t>(priority->count(0, 1'000)) : 0);
  } else if (operation == "acquire-after-drain") {
    acquire(std::nullopt, 0);
  } else if (operation == "release" || operation == "destroy") {
    if (lent_.find(id()) == lent_.end()) {
      throw row.member("id").error("does not name a resource on loan", "name an acquired id");
    }
    operation == "release" ? release(id()) : destroy_lent(id());
  } else if (operation == "release-all") {
    for (const JsonValue& each : row.member("ids").elements()) release(each.count());
  } else if (operation == "release-foreign") {
    release_foreign();
  } else if (operation == "drain-then-clear+advance") {
    drain_then_clear();
  } else if (operation == "factory" || operation == "factory+advance") {
    set_factory(row);
  } else if (operation != "advance") {
    throw row.member("op").error("is no operation of this recording",
                                 "write start, acquire, release, destroy, factory or advance");
  }
  const std::optional<JsonValue> span = row.find("ms");
  advance(span.has_value() ? Duration(std::chrono::milliseconds(span->integer(0, 1'000'000'000)))
                           : Duration::zero());
}

std::string PoolCase::answer(const std::string& operation, const JsonValue& row) {
  const Instant began = now_;
  events_.clear();
  perform(operation, row);
  return fmt::format(
      R"({{"case":{},"i":{},"t":{},"op":"{}","events":[{}],"size":{},"available":{},)"
      R"("borrowed":{},"pending":{},"spare":{}}})",
      row.member("case").count(), row.member("i").integer(), began.count() / 1'000'000, operation,
      fmt::join(events_, ","), pool_.size(), pool_.available(), pool_.borrowed(), pool_.pending(),
      pool_.spare_resource_capacity());
}

PoolOptions read_pool_options(const JsonValue& object) {
  PoolOptions options;
  const auto milliseconds = [](const JsonValue& value) {
    return Duration(std::chrono::milliseconds(value.integer(1, 1'000'000'000)));
  };
  const auto number = [](const JsonValue& value) {
    return static_cast<std::uint32_t>(value.count(0, 1'000'000));
  };
  for (const JsonValue& value : object.members()) {
    const std::string_view name = value.key();
    if (name == "max") options.max = number(value);
    if (name == "min") options.min = number(value);
    if (name == "fifo") options.fifo = value.boolean();
    if (name == "priorityRange") options.priority_range = number(value);
    if (name == "testOnBorrow") options.test_on_borrow = value.boolean();
    if (name == "testOnReturn") options.test_on_return = value.boolean();
    if (name == "autostart") options.autostart = value.boolean();
    if (name == "maxWaitingClients") options.waiting_clients_max = number(value);
    if (name == "acquireTimeoutMillis") options.acquire_timeout = milliseconds(value);
    if (name == "evictionRunIntervalMillis") options.eviction_run_interval = milliseconds(value);
    if (name == "numTestsPerEvictionRun") options.tests_per_eviction_run = number(value);
    if (name == "softIdleTimeoutMillis") options.soft_idle_timeout = milliseconds(value);
    if (name == "idleTimeoutMillis") options.idle_timeout = milliseconds(value);
  }
  object.allow_only({"max", "min", "fifo", "priorityRange", "testOnBorrow", "testOnReturn",
                     "autostart", "maxWaitingClients", "acquireTimeoutMillis",
                     "evictionRunIntervalMillis", "numTestsPerEvictionRun", "softIdleTimeoutMillis",
                     "idleTimeoutMillis"});
  return options;
}

}  // namespace

void conform_pool(std::istream& rows, std::ostream& answers, const std::string& file) {
  std::unique_ptr<PoolCase> current;
  std::string line;
  while (std::getline(rows, line)) {
    const JsonDocument document = read_json_text(line, file);
    const JsonValue row = document.root();
    if (const std::optional<JsonValue> options = row.find("options")) {
      current = std::make_unique<PoolCase>(read_pool_options(*options));
      answers << line << '\n';
      continue;
    }
    if (current == nullptr) throw row.error("comes before any case", "begin with options");
    answers << current->answer(std::string(row.member("op").text()), row) << '\n';
  }
}

}  // namespace hindcast
