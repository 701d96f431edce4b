#include "hindcast/models/snowflake/service.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/models/snowflake/service_process.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

SnowflakeService::SnowflakeService(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      sql_api_(*this, "sql_api",
               [this](const snowflake::HttpRequest& request, SnowflakeResponder responder) {
                 process<Live>().handle(request, std::move(responder));
               }) {}

SnowflakeService::~SnowflakeService() = default;

std::unique_ptr<Process> SnowflakeService::boot() { return std::make_unique<Live>(*this); }

void SnowflakeService::preload(std::string_view table, std::string_view key,
                               std::string_view value) {
  store_[store_.table(table)].update(hash_text(key), std::string(value));
}

// A fault changes what the service's own fibers see next.
void SnowflakeService::touch() {
  Scheduler& scheduler = world().scheduler();
  if (scheduler.running() == nullptr) return;
  scheduler.point(Operation::node_memory, node().path());
  scheduler.touch(Operation::node_memory, node().path());
}

void SnowflakeService::begin_outage(std::uint32_t http_status) {
  touch();
  fault_.http_status = http_status;
  world().story().tell(world().now(), name(), Weight::turning_point,
                       fmt::format("answers every request with HTTP {}", http_status));
}

void SnowflakeService::end_outage() {
  touch();
  fault_.http_status = 200;
  world().story().tell(world().now(), name(), Weight::turning_point, "answers again");
}

void SnowflakeService::refuse_logins(std::string code, std::string text) {
  touch();
  fault_.login_code = std::move(code);
  fault_.login_text = std::move(text);
  world().story().tell(world().now(), name(), Weight::turning_point,
                       fmt::format("refuses logins: {} {}", fault_.login_code, fault_.login_text));
}

void SnowflakeService::accept_logins() {
  touch();
  fault_.login_code.clear();
  fault_.login_text.clear();
  world().story().tell(world().now(), name(), Weight::turning_point, "accepts logins again");
}

void SnowflakeService::begin_lies(Ratio how_often) {
  touch();
  fault_.lies = how_often;
  world().story().tell(world().now(), name(), Weight::turning_point,
                       how_often > Ratio::zero() ? "begins to lie: well-formed answers are wrong"
                                                 : "tells the truth again");
}

void SnowflakeService::end_sessions() {
  touch();
  if (up()) process<Live>().end_sessions();
  world().story().tell(world().now(), name(), Weight::turning_point, "all sessions are ended");
}

const CommittedTable* SnowflakeService::table(std::string_view name) const {
  const std::optional<std::size_t> number = store_.find(name);
  return number.has_value() ? &store_[*number] : nullptr;
}

std::optional<std::string> SnowflakeService::committed_value(std::string_view table_name,
                                                             std::string_view key) const {
  const CommittedTable* const found = table(table_name);
  const std::string* const value = found == nullptr ? nullptr : found->find(hash_text(key));
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::uint32_t SnowflakeService::inserted(std::string_view table_name, std::string_view key) const {
  const CommittedTable* const found = table(table_name);
  return found == nullptr ? 0 : found->inserted(hash_text(key));
}

std::uint64_t SnowflakeService::inserts(std::string_view table_name) const {
  const CommittedTable* const found = table(table_name);
  return found == nullptr ? 0 : found->inserts();
}

std::uint64_t SnowflakeService::duplicates(std::string_view table_name) const {
  const CommittedTable* const found = table(table_name);
  return found == nullptr ? 0 : found->duplicates();
}

std::size_t SnowflakeService::rows(std::string_view table_name) const {
  const CommittedTable* const found = table(table_name);
  return found == nullptr ? 0 : found->rows();
}

std::size_t SnowflakeService::sessions() const { return up() ? process<Live>().sessions() : 0; }

std::size_t SnowflakeService::open_transactions() const {
  return up() ? process<Live>().open_transactions() : 0;
}

std::size_t SnowflakeService::statements_running() const {
  return up() ? process<Live>().warehouse().running() : 0;
}

std::size_t SnowflakeService::statements_queued() const {
  return up() ? process<Live>().warehouse().queued() : 0;
}

std::size_t SnowflakeService::lock_waiters() const {
  return up() ? process<Live>().locks().waiting() : 0;
}

std::uint64_t SnowflakeService::blockers_aborted() const {
  return counts_.blockers_aborted + (up() ? process<Live>().locks().blockers_aborted() : 0);
}

std::uint64_t SnowflakeService::deadlocks() const {
  return counts_.deadlocks + (up() ? process<Live>().locks().deadlocks() : 0);
}

}  // namespace hindcast
