#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// Pads to a width in characters of the terminal, as far as code points tell.
std::string padded(const std::string& text, std::size_t width) {
  std::size_t length = 0;
  for (const char byte : text) length += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return text + std::string(length < width ? width - length : 0, ' ');
}

using Row = std::vector<std::string>;

// Columns as wide as their widest cell; the last is not padded.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::size_t length = 0;
      for (const char byte : row[i]) length += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
      widths[i] = std::max(widths[i], length);
    }
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += " " + (i + 1 < row.size() ? padded(row[i], widths[i]) + " " : row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string joined(const std::vector<std::string>& names, const char* between) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : between) + printable(name);
  return text;
}

std::string margin_of(const Flag& flag) {
  const bool is_share = flag.law == Law::single_point_of_failure || flag.law == Law::shared_node;
  return is_share ? fmt::format("{:.3g} %", flag.margin * 100) : margin_text(flag.margin);
}

std::string rate_of(double rate) { return std::isinf(rate) ? "-" : text_of({"", rate, "/s"}); }

std::string loads(const GraphFacts& facts) {
  std::vector<Row> rows{
      {"component", "kind", "load", "capacity", "retries", "stable below", "worst case"}};
  for (std::size_t v = 0; v < facts.graph.size(); ++v) {
    const VertexFacts& vertex = facts.vertices[v];
    const std::string load = facts.graph.load_known() ? text_of({"", vertex.load, "/s"}) : "-";
    rows.push_back({printable(facts.graph.name(v)), name_of(facts.graph.vertex(v).kind), load,
                    rate_of(vertex.capacity), margin_text(vertex.retries.factor),
                    rate_of(vertex.stable_load), human(vertex.worst_case)});
  }
  return "LOADS\n" + table(rows);
}

// How a run went at the client, after its fault began.
std::string run_words(const CascadeRun& run) {
  std::string words =
      fmt::format("{} of {} requests failed; ", human(run.failed), human(run.offered));
  if (run.recovery.is_infinite()) return words + "never back";
  words += fmt::format("back {} after the fault", human(run.recovery));
  return run.restarted ? words + ", by a restart" : words;
}

const char* sign_words(CascadeSign sign) {
  return sign == CascadeSign::outlives
             ? "it outlives the fault: not back in time, or only by a restart"
             : "it reaches callers that do not need what failed";
}

std::string settings_of(const CascadeHop& hop) {
  std::string text;
  for (const Assignment& each : hop.neutralised_by) {
    text += fmt::format("{}--set {}={}", text.empty() ? "" : " ", printable(each.path),
                        printable(each.value));
  }
  return text;
}

std::string neutralised_text(const CascadeHop& hop, const CascadeEvidence::Neutralised& tried) {
  const std::string law = fmt::format("without \"{}\"", name_of(hop.law));
  if (tried.runs == 0) {
    return fmt::format("     untried  {}: {}\n", law, printable(tried.why_untried));
  }
  const char* const result = tried.result == Counterfactual::gone ? "GONE " : "stays";
  return fmt::format(
      "     {}    {}: {}\n              {}; it happens in {} of {} seeds\n              {}\n",
      result, law, settings_of(hop), run_words(tried.same_seed), tried.hits, tried.runs,
      printable(tried.same_seed.command));
}

std::string evidence_text(const CascadePath& path) {
  const CascadeEvidence& evidence = path.evidence;
  if (evidence.runs == 0) {
    const std::string why =
        evidence.why_untried.empty() ? "no campaign was run" : evidence.why_untried;
    return "   Not tried in a simulation: " + printable(why) + "\n";
  }
  const char* const head = evidence.confirmed() ? "CONFIRMED"
                           : evidence.hits > 0  ? "Seen"
                                                : "Not seen";
  std::string text = fmt::format("   {} in {} of {} runs of {} ({})\n", head, evidence.hits,
                                 evidence.runs, evidence.scenario, sign_words(evidence.sign));
  if (evidence.hits == 0) return text;
  text += fmt::format("     seed {:<4}{}\n              {}\n", evidence.witness.seed,
                      run_words(evidence.witness), printable(evidence.witness.command));
  if (!evidence.neutralised.empty()) {
    text += fmt::format("   Seed {} again, with one policy taken away:\n", evidence.witness.seed);
  }
  for (const auto& tried : evidence.neutralised)
    text += neutralised_text(path.hops[tried.hop], tried);
  return text;
}

std::string cascade_text(const CascadePath& path, std::size_t number) {
  std::string text = fmt::format("{}. {}  (weakest link {}, callers with {:.3g} % of requests)\n",
                                 number, printable(path.text()),
                                 std::isinf(path.margin) ? "no limit" : margin_text(path.margin),
                                 path.share * 100);
  std::vector<Row> rows;
  for (const CascadeHop& hop : path.hops) {
    const std::string margin = hop.law == Law::dependency ? "" : margin_text(hop.margin);
    rows.push_back({fmt::format(" {} -> {}", printable(hop.from), printable(hop.to)),
                    name_of(hop.law), margin, printable(hop.cause)});
  }
  return text + table(rows) + evidence_text(path);
}

std::string cut_sets(const GraphFacts& facts, std::size_t most) {
  std::string text;
  for (const ClientCuts& client : facts.cuts) {
    std::vector<std::string> sets;
    for (const auto& set : client.sets) {
      if (sets.size() == most) break;
      sets.push_back("{" + joined(set, ", ") + "}");
    }
    text += fmt::format("  {}: {}", printable(facts.graph.name(client.client)),
                        sets.empty() ? "nothing" : joined(sets, " "));
    if (client.sets.size() > sets.size()) {
      text += fmt::format(" and {} more", client.sets.size() - sets.size());
    }
    text += client.complete ? "\n" : " (incomplete: too many)\n";
  }
  return fmt::format("CUT SETS (what fails requests of a client, up to {} together)\n",
                     kCutOrderMax) +
         text;
}

std::string flags_text(const std::vector<Flag>& flags, std::size_t most) {
  if (flags.empty()) return "FLAGS: none\n";
  std::string text = fmt::format("FLAGS ({})\n", flags.size());
  std::vector<Row> rows;
  for (const Flag& flag : flags) {
    if (rows.size() == most) break;
    rows.push_back({name_of(flag.law), margin_of(flag), joined(flag.path, " -> ")});
  }
  std::size_t at = 0;
  const std::string lines = table(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t end = lines.find('\n', at) + 1;
    text += lines.substr(at, end - at) + "      " + printable(flags[i].sentence) + "\n";
    at = end;
  }
  if (flags.size() > rows.size())
    text += fmt::format("  and {} more\n", flags.size() - rows.size());
  return text;
}

}  // namespace

std::string to_text(const GraphReport& report, const GraphTextOptions& options) {
  const CallGraph& graph = report.facts.graph;
  std::string text = fmt::format("GRAPH of {}: {} components, {} calls\n\n",
                                 printable(report.system), graph.size(), graph.arcs().size());
  text += fmt::format("CASCADES ({})\n", report.cascades.size());
  for (std::size_t i = 0; i < std::min(report.cascades.size(), options.cascades_max); ++i) {
    text += cascade_text(report.cascades[i], i + 1);
  }
  if (report.cascades.size() > options.cascades_max) {
    text += fmt::format("  and {} more\n", report.cascades.size() - options.cascades_max);
  }
  text += "\n" + flags_text(report.flags, options.flags_max);
  text += "\n" + loads(report.facts);
  text += "\n" + cut_sets(report.facts, options.cut_sets_max);
  return text;
}

}  // namespace hindcast
