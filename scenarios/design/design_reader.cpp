// From JSON text to a Design.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/json/document.hpp"
#include "hindcast/models/json/file_reader.hpp"
#include "hindcast/models/json/options_reader.hpp"
#include "hindcast/models/json/reader.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/scenarios/design/plug_in.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kFormatVersion = 1;
constexpr std::size_t kComponentsMax = 1'000;
constexpr std::size_t kConnectionsMax = 10'000;
constexpr std::size_t kNameMax = 40;

// Names become parts of paths and tokens.
std::string read_name(std::string_view text, const JsonValue& complainer) {
  const bool good = !text.empty() && text.size() <= kNameMax &&
                    std::all_of(text.begin(), text.end(), [](char character) {
                      return (character >= 'a' && character <= 'z') ||
                             (character >= '0' && character <= '9') || character == '_';
                    });
  if (good && text != "adversary" && text != "objective") return std::string(text);
  throw complainer.key_error(fmt::format("has a name that cannot be used: {}", in_quotes(text)),
                             "use 1 to 40 of a-z, 0-9 and _ (adversary and objective are taken)");
}

// The members that are read and passed over by `allow_only`.
std::string read_text_member(const JsonValue& object, std::string_view key, std::string otherwise) {
  const auto member = object.find(key);
  return member ? std::string(member->text()) : std::move(otherwise);
}

const ComponentKind& read_kind(const JsonValue& component, const KindRegistry& kinds) {
  const JsonValue value = component.member("kind");
  const ComponentKind* const kind = kinds.find(value.text());
  if (kind != nullptr) return *kind;
  std::vector<std::string_view> names;
  for (const ComponentKind& known : kinds.all()) names.push_back(known.name);
  throw value.error(fmt::format("names no kind of component: {}", in_quotes(value.text())),
                    suggestion(value.text(), names));
}

// Reads the fields of a table that stand among others in an object, and adds their names to `keys`.
void read_among(const JsonValue& object, ParameterSet& parameters,
                std::vector<std::string_view>& keys) {
  std::vector<std::string_view> of_others;
  for (const JsonValue& member : object.members()) {
    if (parameters.fields().find(member.key()) == nullptr) of_others.push_back(member.key());
  }
  read_options(object, parameters, of_others);
  for (const Field& row : parameters.fields().rows()) keys.push_back(row.name);
}

void read_replicas(const JsonValue& value, ComponentDesign& component, Design& design,
                   std::vector<std::string_view>& keys) {
  component.replicas = std::make_shared<ReplicaOptions>();
  ParameterSet parameters(ReplicaOptions::fields(), *component.replicas, component.name);
  read_among(value, parameters, keys);
  design.parameter_sets.push_back(std::move(parameters));
}

void read_components(const JsonValue& root, const KindRegistry& kinds, Design& design) {
  const JsonValue components = root.member("components");
  if (components.size() == 0 || components.size() > kComponentsMax) {
    throw components.error(fmt::format("has {} components", components.size()),
                           fmt::format("describe 1 to {}", kComponentsMax));
  }
  for (const JsonValue& member : components.members()) {
    ComponentDesign component;
    component.name = read_name(member.key(), member);
    component.kind = &read_kind(member, kinds);
    component.node = read_text_member(member, "on", component.name);
    component.place = member.key_place();
    component.options = component.kind->make_options();
    ParameterSet parameters = component.kind->bind(component.options.get(), component.name);
    std::vector<std::string_view> other_keys = {"kind", "on"};
    read_sockets(member, component, kinds.plugs(), design, other_keys);
    if (component.kind->replication == Replication::free) {
      read_replicas(member, component, design, other_keys);
    }
    read_options(member, parameters, other_keys);
    design.parameter_sets.push_back(std::move(parameters));
    design.components.push_back(std::move(component));
  }
}

// "on" names a component, whose node is then shared.
void check_nodes(const JsonValue& root, const Design& design) {
  for (const JsonValue& member : root.member("components").members()) {
    const auto on = member.find("on");
    if (!on) continue;
    const ComponentDesign* const host = design.find(on->text());
    if (host == nullptr) {
      throw on->error(fmt::format("names no component: {}", in_quotes(on->text())),
                      "name the component whose node it shares");
    }
    if (host->node != host->name) {
      throw on->error(fmt::format("names {}, which itself stands on {}", host->name, host->node),
                      fmt::format("write {}", host->node));
    }
  }
}

void read_links(const JsonValue& root, Design& design) {
  const auto links = root.find("links");
  if (!links) return;
  for (const JsonValue& member : links->members()) {
    LinkDesign link;
    link.name = read_name(member.key(), member);
    if (design.find(link.name) != nullptr) {
      throw member.key_error("has the name of a component",
                             "name links and components differently");
    }
    link.options = std::make_shared<NetworkLinkOptions>();
    ParameterSet parameters(NetworkLinkOptions::fields(), *link.options, link.name);
    read_options(member, parameters);
    design.parameter_sets.push_back(std::move(parameters));
    design.links.push_back(std::move(link));
  }
}

// A connection to what can have replicas says which one it goes to.
void read_route(const JsonValue& value, ConnectionDesign& connection, Design& design,
                std::vector<std::string_view>& keys) {
  const ComponentDesign* const callee =
      design.find(std::string_view(connection.to).substr(0, connection.to.find('.')));
  if (callee == nullptr || callee->replicas == nullptr) return;
  connection.route = std::make_shared<RouteOptions>();
  ParameterSet parameters(RouteOptions::fields(), *connection.route, connection.path);
  read_among(value, parameters, keys);
  design.parameter_sets.push_back(std::move(parameters));
}

void read_connection(const JsonValue& value, const PlugRegistry& plugs, Design& design) {
  ConnectionDesign connection;
  const JsonValue from = value.member("from");
  const JsonValue to = value.member("to");
  connection.from = from.text();
  connection.to = to.text();
  connection.place = value.place();
  connection.from_place = from.place();
  connection.to_place = to.place();
  if (const auto link = value.find("link")) {
    connection.link = link->text();
    const bool known = std::any_of(design.links.begin(), design.links.end(),
                                   [&](const LinkDesign& one) { return one.name == link->text(); });
    if (!known) {
      throw link->error(fmt::format("names no link: {}", in_quotes(link->text())),
                        "name one of the links of this file");
    }
  }
  connection.options = std::make_shared<ConnectionOptions>();
  const auto same =
      std::count_if(design.connections.begin(), design.connections.end(),
                    [&](const ConnectionDesign& other) { return other.from == connection.from; });
  connection.path = same == 0 ? connection.from : fmt::format("{}.{}", connection.from, same);
  std::vector<std::string_view> other_keys = {"from", "to", "link"};
  connection.breaker = read_plug(value, PlugPoint::breaker, connection.path, plugs, design);
  connection.retry = read_plug(value, PlugPoint::retry, connection.path, plugs, design);
  read_route(value, connection, design, other_keys);
  ParameterSet parameters(fields_beside(connection, other_keys), *connection.options,
                          connection.path);
  read_options(value, parameters, other_keys);
  design.parameter_sets.push_back(std::move(parameters));
  design.connections.push_back(std::move(connection));
}

void read_connections(const JsonValue& root, const PlugRegistry& plugs, Design& design) {
  const JsonValue connections = root.member("connections");
  if (connections.size() > kConnectionsMax) {
    throw connections.error("has too many connections", fmt::format("at most {}", kConnectionsMax));
  }
  for (const JsonValue& value : connections.elements()) read_connection(value, plugs, design);
}

void read_objective(const JsonValue& root, Design& design) {
  design.objective = std::make_shared<Objective>();
  ParameterSet parameters(objective_fields(), *design.objective, "objective");
  if (const auto objective = root.find("objective")) read_options(*objective, parameters);
  design.parameter_sets.push_back(std::move(parameters));
}

Design read_root(const JsonValue& root, const KindRegistry& kinds) {
  const JsonValue version = root.member("hindcast");
  if (version.count(1) != kFormatVersion) {
    throw version.error("is a format version that this program does not know",
                        fmt::format("this program reads version {}", kFormatVersion));
  }
  root.allow_only(
      {"hindcast", "name", "summary", "components", "links", "connections", "objective"});
  Design design;
  design.name = read_name(root.member("name").text(), root.member("name"));
  design.summary = read_text_member(root, "summary", "");
  design.program = kinds.program();
  read_components(root, kinds, design);
  check_nodes(root, design);
  read_links(root, design);
  read_connections(root, kinds.plugs(), design);
  read_objective(root, design);
  check_design(design);
  check_policies(design);
  design.id = fmt::format("{:016x}", design.content_hash());
  return design;
}

}  // namespace

Design read_design(std::string_view text, std::string_view file, const KindRegistry& kinds) {
  const JsonDocument document = read_json_text(text, file);
  return read_root(document.root(), kinds);
}

Design read_design_file(const std::string& path, const KindRegistry& kinds) {
  const JsonDocument document = read_json_file(path);
  return read_root(document.root(), kinds);
}

}  // namespace hindcast
