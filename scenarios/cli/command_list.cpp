// hindcast list: the stories, the systems, the kinds of components.
#include <fmt/format.h>

#include "hindcast/replay/report/listing_json.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

namespace hindcast {
namespace {

class ListCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb =
        parser.add_subcommand("list", "List scenarios, shipped systems and kinds of components");
    verb->add_flag("--json", json_, "Print the list as JSON");
    return verb;
  }

  ExitCode run() override {
    write_result(json_ ? json() : text());
    return ExitCode::held;
  }

 private:
  std::string json() const {
    Listing listing;
    for (const auto& kind : registry().scenarios.all()) {
      listing.scenarios.push_back({kind->info(), kind->on_request(), kind->small().has_value()});
    }
    for (const auto& law : load_laws()) {
      listing.laws.push_back({law->info().name, law->info().title});
    }
    for (const ShippedSystem& system : shipped_systems()) {
      const SystemSource source(std::string(system.name), registry().kinds);
      listing.systems.push_back({std::string(system.name), source.load({})->summary});
    }
    for (const ComponentKind& kind : registry().kinds.all()) {
      listing.component_kinds.push_back({std::string(kind.name), std::string(kind.about)});
    }
    for (const Plug& plug : registry().kinds.plugs().all()) {
      listing.plugs.push_back(
          {std::string(plug.name), fmt::format("{}: {}", name_of(plug.point), plug.about)});
    }
    return render_list_json(listing);
  }

  std::string text() const {
    std::string text = "SCENARIOS (level, family)\n";
    for (const auto& kind : registry().scenarios.all()) {
      const ScenarioInfo& info = kind->info();
      text += fmt::format("  {:<22} {}  {:<22} {}{}\n", info.name, info.level, info.family,
                          info.title, kind->on_request() ? " (told if named)" : "");
    }
    text += "\nLAWS OF LOAD (hindcast run laws/NAME)\n";
    for (const auto& law : load_laws()) {
      text += fmt::format("  {:<26} {}\n", law->info().name, law->info().title);
    }
    text += "\nSYSTEMS\n";
    for (const ShippedSystem& system : shipped_systems()) {
      const SystemSource source(std::string(system.name), registry().kinds);
      text += fmt::format("  {:<30} {}\n", system.name, source.load({})->summary);
    }
    text += "\nCOMPONENT KINDS\n";
    for (const ComponentKind& kind : registry().kinds.all()) {
      text += fmt::format("  {:<22} {}\n", kind.name, kind.about);
    }
    if (!registry().kinds.plugs().all().empty()) {
      text += fmt::format(
          "\nCODE OF {}, BY THE KIND THAT A SYSTEM FILE NAMES\n",
          registry().kinds.program().empty() ? "THIS PROGRAM" : registry().kinds.program());
    }
    for (const Plug& plug : registry().kinds.plugs().all()) {
      text += fmt::format("  {:<22} {:<16} {}\n", plug.name, name_of(plug.point), plug.about);
    }
    return text;
  }

  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_list_command(const Registry& registry) {
  return std::make_unique<ListCommand>(registry);
}

}  // namespace hindcast
