#include "hindcast/replay/report/hunt_report.hpp"

#include <fmt/format.h>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/report/shrunk.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

void add_finding(const HuntFinding& finding, const HuntWitness& witness, TextLayout& layout) {
  const Run& run = finding.run;
  const bool violated = run.outcome.verdict != Verdict::passed;
  layout.blank();
  layout.paragraph(
      "",
      fmt::format("{}: {}",
                  violated ? name_of(run.outcome.verdict) : name_of(run.observation.grade),
                  violated ? run.outcome.property : run.observation.cause),
      2, Ink::bold);
  for (const std::string_view line : split(run.outcome.detail, '\n')) {
    if (!line.empty()) layout.paragraph("  ", line, 4);
  }
  layout.line(fmt::format("  {} of the runs; first at run {}, by {}", human(finding.runs),
                          human(finding.at_run), name_of(finding.strategy)));
  layout.line("  Replay: " + witness.witness.command);
  if (!witness.shrunk || !witness.shrunk->is_smaller()) return;
  layout.paragraph("  Shrunk: ", shrunk_words(*witness.shrunk), 4);
  layout.line("  Replay: " + witness.shrunk->witness.command);
}

}  // namespace

std::string render_hunt(const HuntReport& report, const TextStyle& style) {
  const HuntResult& result = report.result;
  TextLayout layout(style);
  layout.line(fmt::format("{} on {}: {} runs{}", report.scenario, report.system, human(result.runs),
                          result.interrupted ? " (interrupted)" : ""));
  layout.line("  strategy   failing runs                          steps");
  for (const HuntTally& tally : result.tallies) {
    layout.line(fmt::format("  {:<10} {:<34} {:>10}", name_of(tally.strategy), tally.failing.text(),
                            human(tally.steps)));
  }
  for (const auto& [name, runs] : result.seen) {
    layout.line(fmt::format("  seen in {} runs: {}", human(runs), name));
  }
  for (const std::string& name : result.unseen) layout.line("  never seen: " + name);
  for (std::size_t index = 0; index < result.findings.size(); ++index) {
    add_finding(result.findings[index], report.witnesses.at(index), layout);
  }
  return layout.text();
}

}  // namespace hindcast
