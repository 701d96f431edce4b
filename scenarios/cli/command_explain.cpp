// hindcast explain SCENARIO: what the catalogue types, what that really does, what is simulated.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/scenarios/catalogue/catalogue_rows.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {
namespace {

std::string explain_law(const LoadLaw& law) {
  const LawInfo& info = law.info();
  TextLayout layout({});
  layout.line(fmt::format("{}: {}", info.name, info.title));
  layout.blank();
  layout.paragraph("The law: ", info.statement, 2);
  layout.blank();
  layout.paragraph("What is simulated: ", info.reality, 2);
  layout.blank();
  layout.paragraph("How it is judged: ", info.judged, 2);
  layout.blank();
  layout.line("A point of one's own instead of those of the source (--set NAME=VALUE):");
  for (const Field& field : law.fields().rows()) {
    layout.line(fmt::format("  {}.{:<16} {:<12} {}", info.name, field.name, law.initial(field),
                            field.about));
  }
  return layout.text();
}

class ExplainCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb =
        parser.add_subcommand("explain", "Say what a scenario simulates, and why");
    verb->add_option("scenario", name_, "A scenario's name")->required();
    return verb;
  }

  ExitCode run() override {
    if (const LoadLaw* const law = find_law(name_)) {
      write_result(explain_law(*law));
      return ExitCode::held;
    }
    const ScenarioKind& kind = scenario_named(registry(), name_);
    const ScenarioInfo& info = kind.info();
    const auto rows = catalogue_rows();
    const bool is_row = std::any_of(rows.begin(), rows.end(), [&info](const CatalogueRow& row) {
      return row.scenario == info.name;
    });
    std::string text =
        fmt::format("{}: {}\nLevel {}, {}. {}: {}\n", info.name, info.title, info.level,
                    info.family, is_row ? "The catalogue asks" : "It asks", info.question);
    text += fmt::format("\n{}:\n{}\nIn reality:\n{}\n",
                        is_row ? "The catalogue types" : "By hand one would type", info.command,
                        info.reality);
    text += "\nParameters (--set NAME=VALUE):\n";
    for (const Field& field : kind.fields().rows()) {
      text += fmt::format("  {}.{:<24} {:<12} {}\n", info.name, field.name, field.default_text,
                          field.about);
    }
    write_result(text);
    return ExitCode::held;
  }

 private:
  std::string name_;
};

}  // namespace

std::unique_ptr<Command> make_explain_command(const Registry& registry) {
  return std::make_unique<ExplainCommand>(registry);
}

}  // namespace hindcast
