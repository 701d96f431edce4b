// hindcast explain SCENARIO: what the catalogue types, what that really does, what is simulated.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hindcast/replay/report/listing_json.hpp"
#include "hindcast/scenarios/catalogue/catalogue_rows.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {
namespace {

bool is_catalogue_row(const ScenarioInfo& info) {
  const auto rows = catalogue_rows();
  return std::any_of(rows.begin(), rows.end(),
                     [&info](const CatalogueRow& row) { return row.scenario == info.name; });
}

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

std::string explain_law_json(const LoadLaw& law) {
  const LawInfo& info = law.info();
  Explanation explanation;
  explanation.kind = "law";
  explanation.name = info.name;
  explanation.texts = {{"title", info.title},
                       {"statement", info.statement},
                       {"reality", info.reality},
                       {"judged", info.judged}};
  for (const Field& field : law.fields().rows()) {
    explanation.parameters.push_back({fmt::format("{}.{}", info.name, field.name),
                                      fmt::format("{}", law.initial(field)),
                                      std::string(field.about)});
  }
  return render_explanation_json(explanation);
}

std::string explain_json(const ScenarioKind& kind) {
  const ScenarioInfo& info = kind.info();
  const std::optional<SmallConfiguration> small = kind.small();
  Explanation explanation;
  explanation.kind = "scenario";
  explanation.name = info.name;
  explanation.texts = {{"title", info.title},
                       {"family", info.family},
                       {"question", info.question},
                       {"command", info.command},
                       {"reality", info.reality}};
  explanation.scenario = {info, kind.on_request(), small.has_value()};
  explanation.catalogue_row = is_catalogue_row(info);
  if (small) {
    explanation.check_system = small->system;
    explanation.check_assignments = small->assignments;
  }
  for (const Field& field : kind.fields().rows()) {
    explanation.parameters.push_back({fmt::format("{}.{}", info.name, field.name),
                                      std::string(field.default_text), std::string(field.about)});
  }
  return render_explanation_json(explanation);
}

class ExplainCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb =
        parser.add_subcommand("explain", "Say what a scenario simulates, and why");
    verb->add_option("scenario", name_, "A scenario's name")->required();
    verb->add_flag("--json", json_, "Print it as JSON");
    return verb;
  }

  ExitCode run() override {
    if (const LoadLaw* const law = find_law(name_)) {
      write_result(json_ ? explain_law_json(*law) : explain_law(*law));
      return ExitCode::held;
    }
    const ScenarioKind& kind = scenario_named(registry(), name_);
    if (json_) {
      write_result(explain_json(kind));
      return ExitCode::held;
    }
    const ScenarioInfo& info = kind.info();
    const bool is_row = is_catalogue_row(info);
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
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_explain_command(const Registry& registry) {
  return std::make_unique<ExplainCommand>(registry);
}

}  // namespace hindcast
