// hindcast schema: the JSON Schema of system files.
#include <algorithm>

#include "hindcast/replay/report/design_schema.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"

namespace hindcast {
namespace {

std::vector<SchemaPlug> plugs_at(const PlugRegistry& plugs, const std::vector<PlugPoint>& points) {
  std::vector<SchemaPlug> found;
  for (const Plug& plug : plugs.all()) {
    if (std::find(points.begin(), points.end(), plug.point) == points.end()) continue;
    found.push_back({std::string(key_of(plug.point)), plug.name, plug.about, plug.fields});
  }
  return found;
}

class SchemaCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    return parser.add_subcommand("schema", "Print the JSON Schema of system files");
  }

  ExitCode run() override {
    const PlugRegistry& plugs = registry().kinds.plugs();
    SchemaParts parts;
    for (const ComponentKind& kind : registry().kinds.all()) {
      const bool replicable = kind.replication == Replication::free;
      std::vector<PlugPoint> points;
      for (const PlugSocket& socket : kind.sockets) points.push_back(socket.point);
      parts.kinds.push_back({kind.name, kind.about, kind.fields,
                             replicable ? &ReplicaOptions::fields() : nullptr,
                             plugs_at(plugs, points)});
    }
    parts.link = &NetworkLinkOptions::fields();
    parts.connection = &ConnectionOptions::fields();
    parts.route = &RouteOptions::fields();
    parts.objective = &objective_fields();
    parts.plugs = plugs_at(plugs, {PlugPoint::breaker, PlugPoint::retry});
    write_result(design_schema(parts));
    return ExitCode::held;
  }
};

}  // namespace

std::unique_ptr<Command> make_schema_command(const Registry& registry) {
  return std::make_unique<SchemaCommand>(registry);
}

}  // namespace hindcast
