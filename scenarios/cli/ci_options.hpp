// The options of `run` that a build server needs: what ran before, what was known before, and a
// report that it can read.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/report/baseline.hpp"
#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/scenarios/cli/regression.hpp"

namespace hindcast {

class CiOptions {
 public:
  // Adds --junit, --baseline, --corpus and --corpus-add.
  void declare(CLI::App& verb);

  // Reads the baseline and the corpus and looks whether the files may be written, so that nothing
  // is simulated in vain. `system` is the design's name. Throws InputError.
  void prepare(const std::string& system);

  bool has_corpus() const { return !corpus_.empty(); }
  // Runs the corpus. REQUIRES: prepare() was called.
  Regression run_regression(const RegressionInput& input) const;

  // Returns what fails the command: with a baseline all findings that it does not have, else what
  // broke.
  std::vector<Finding> failures(const ChaosReport& report) const;
  bool has_baseline() const { return known_.has_value(); }
  // How many findings the baseline has already.
  std::size_t known_in(const ChaosReport& report) const;

  // Writes the JUnit file and adds the tokens of what broke to the corpus, as asked. Throws
  // OutputError.
  void write(const ChaosReport& report, const Regression& regression) const;

 private:
  void read_baseline(const std::string& system);

  std::string junit_;
  std::string baseline_;
  std::string corpus_;
  bool adds_ = false;
  std::optional<std::vector<std::string>> known_;  // ids of the baseline's findings
  std::string corpus_text_;
  std::vector<CorpusEntry> entries_;
};

}  // namespace hindcast
