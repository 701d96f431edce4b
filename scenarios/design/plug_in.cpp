#include "hindcast/scenarios/design/plug_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "hindcast/models/json/options_reader.hpp"
#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/models/resilience/watched_breaker.hpp"
#include "hindcast/scenarios/design/plug_factories.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

const Plug& plug_named(const JsonValue& kind, PlugPoint point, const PlugRegistry& plugs) {
  if (const Plug* const plug = plugs.find(point, kind.text())) return *plug;
  std::vector<std::string_view> names;
  for (const Plug& plug : plugs.all()) {
    if (plug.point == point) names.push_back(plug.name);
  }
  throw kind.error(
      fmt::format("names no {} of this program: {}", name_of(point), in_quotes(kind.text())),
      names.empty() ? "this program has none of its own: run the program that registers it"
                    : suggestion(kind.text(), names));
}

// The fields of a connection that are in none of the groups.
FieldTable<ConnectionOptions> fields_without(const std::vector<std::string_view>& groups) {
  const auto left_out = [&groups](const std::string& name) {
    return std::any_of(groups.begin(), groups.end(), [&name](std::string_view group) {
      return name.starts_with(std::string(group) + ".");
    });
  };
  FieldRows<ConnectionOptions> kept;
  for (const Field& row : ConnectionOptions::fields().rows()) {
    if (!left_out(row.name)) kept.rows.push_back(row);
  }
  for (const FieldRule& rule : ConnectionOptions::fields().rules()) {
    if (!left_out(rule.field)) kept.rules.push_back(rule);
  }
  return {kept};
}

}  // namespace

PluggedIn read_plug(const JsonValue& object, PlugPoint point, const std::string& path,
                    const PlugRegistry& plugs, Design& design) {
  const std::string key(key_of(point));
  const auto member = object.find(key);
  if (!member || !member->is(JsonKind::object)) return {};
  const auto kind = member->find("kind");
  if (!kind) return {};
  PluggedIn own;
  own.plug = &plug_named(*kind, point, plugs);
  own.path = path + "." + key;
  own.options = own.plug->make_options();
  ParameterSet parameters = own.plug->bind(own.options.get(), own.path);
  read_options(*member, parameters, {"kind"});
  design.parameter_sets.push_back(std::move(parameters));
  design.plugged.push_back(own);
  return own;
}

void read_sockets(const JsonValue& object, ComponentDesign& component, const PlugRegistry& plugs,
                  Design& design, std::vector<std::string_view>& keys) {
  for (const PlugSocket& socket : component.kind->sockets) {
    const PluggedIn own = read_plug(object, socket.point, component.name, plugs, design);
    if (own.plug == nullptr) continue;
    socket.plug_in(component.options.get(), own);
    keys.push_back(key_of(socket.point));
  }
}

const FieldTable<ConnectionOptions>& fields_beside(const ConnectionDesign& connection,
                                                   std::vector<std::string_view>& keys) {
  static const FieldTable<ConnectionOptions> no_breaker = fields_without({"breaker"});
  static const FieldTable<ConnectionOptions> no_retry = fields_without({"retry"});
  static const FieldTable<ConnectionOptions> neither = fields_without({"breaker", "retry"});
  const bool breaker = connection.breaker.plug != nullptr;
  const bool retry = connection.retry.plug != nullptr;
  if (breaker) keys.push_back(key_of(PlugPoint::breaker));
  if (retry) keys.push_back(key_of(PlugPoint::retry));
  if (breaker && retry) return neither;
  if (breaker) return no_breaker;
  return retry ? no_retry : ConnectionOptions::fields();
}

void plug_in(const ConnectionDesign& connection, const GuardPlace& place, CallPolicy& policy) {
  if (connection.retry.plug != nullptr) {
    policy.retry = connection.retry.factory<RetryFactory>()(place);
  }
  if (connection.breaker.plug == nullptr) return;
  auto breaker =
      std::make_shared<CircuitBreaker>(place, connection.breaker.factory<BreakerFactory>());
  const BreakerView& view = *breaker;
  auto watched = std::make_shared<WatchedBreaker>(place, std::move(breaker), view);
  policy.guards.insert(policy.guards.begin(), std::move(watched));
}

}  // namespace hindcast
