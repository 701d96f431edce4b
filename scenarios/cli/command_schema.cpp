// hindcast schema: the JSON Schema of system files.
#include "hindcast/replay/report/design_schema.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"

namespace hindcast {
namespace {

class SchemaCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    return parser.add_subcommand("schema", "Print the JSON Schema of system files");
  }

  ExitCode run() override {
    SchemaParts parts;
    for (const ComponentKind& kind : registry().kinds.all()) {
      const bool replicable = kind.replication == Replication::free;
      parts.kinds.push_back(
          {kind.name, kind.about, kind.fields, replicable ? &ReplicaOptions::fields() : nullptr});
    }
    parts.link = &NetworkLinkOptions::fields();
    parts.connection = &ConnectionOptions::fields();
    parts.route = &RouteOptions::fields();
    parts.objective = &objective_fields();
    write_result(design_schema(parts));
    return ExitCode::held;
  }
};

}  // namespace

std::unique_ptr<Command> make_schema_command(const Registry& registry) {
  return std::make_unique<SchemaCommand>(registry);
}

}  // namespace hindcast
