#include "hindcast/scenarios/cli/ci_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/models/json/file_reader.hpp"
#include "hindcast/replay/report/report_json.hpp"
#include "hindcast/scenarios/cli/output.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kJunitBegin =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hindcast\"";

}  // namespace

void CiOptions::declare(CLI::App& verb) {
  verb.add_option("--junit", junit_, "Write the report as JUnit XML to this file, too");
  verb.add_option("--baseline", baseline_,
                  "An earlier report (--json): only findings that it does not have fail");
  CLI::Option* const corpus =
      verb.add_option("--corpus", corpus_,
                      "A file of tokens, one a line, that run first and fail if they break again");
  verb.add_flag("--corpus-add", adds_,
                "Append the tokens of what broke to the corpus, which need not exist yet")
      ->needs(corpus);
}

void CiOptions::prepare(const std::string& system) {
  if (!junit_.empty()) {
    refuse_foreign_file(junit_, {kJunitBegin, "is no JUnit report of hindcast"});
  }
  if (!baseline_.empty()) read_baseline(system);
  if (corpus_.empty()) return;
  if (!adds_ || corpus_exists(corpus_)) {
    corpus_text_ = read_corpus_text(corpus_);
    entries_ = parse_corpus(corpus_text_, corpus_);
  }
  if (adds_) refuse_unwritable_place(corpus_);
}

void CiOptions::read_baseline(const std::string& system) {
  const JsonDocument document = read_json_file(baseline_, {.bytes_max = std::size_t{64} << 20U});
  const JsonValue root = document.root();
  const auto format = root.find("format");
  if (!format || !format->is(JsonKind::string) || format->text() != "hindcast.chaos_report") {
    throw root.error("is no report of hindcast", "write one with: hindcast run --json > FILE");
  }
  if (const JsonValue version = root.member("version"); version.count() != kReportVersion) {
    throw version.error("is a version of reports that this program does not read",
                        "write the baseline anew with this program");
  }
  if (const JsonValue other = root.member("system"); other.text() != system) {
    throw other.error(
        fmt::format("is {}, but this run is about {}", in_quotes(other.text()), system),
        "give a baseline of the same system");
  }
  known_.emplace();
  for (const JsonValue& id : root.member("findings").elements()) known_->emplace_back(id.text());
}

Regression CiOptions::run_regression(const RegressionInput& input) const {
  return run_corpus(corpus_, entries_, input);
}

std::vector<Finding> CiOptions::failures(const ChaosReport& report) const {
  if (known_) return new_findings(report, *known_);
  std::vector<Finding> findings = findings_of(report);
  std::erase_if(findings, [](const Finding& finding) {
    return finding.id.find("/broke/") == std::string::npos;
  });
  return findings;
}

std::size_t CiOptions::known_in(const ChaosReport& report) const {
  return findings_of(report).size() - failures(report).size();
}

void CiOptions::write(const ChaosReport& report, const Regression& regression) const {
  if (!junit_.empty()) {
    write_file(junit_, render_junit(report, regression.cases));
    note("wrote " + junit_);
  }
  if (!adds_) return;
  std::vector<CorpusAddition> additions;
  for (const Finding& finding : failures(report)) {
    if (finding.id.find("/broke/") == std::string::npos) continue;
    // The smaller run is the sooner repeated.
    additions.push_back(
        {finding.shrunk.empty() ? finding.witness.token : finding.shrunk, finding.id});
  }
  const std::string text = corpus_with(corpus_text_, additions);
  if (text == corpus_text_) return;
  write_file(corpus_, text);
  note("wrote " + corpus_);
}

}  // namespace hindcast
