// Regression: the tokens of a corpus run again, before anything else, on the design under test as
// it is now. A token pins a verdict, not a digest: its seed and answers run though the design was
// changed since, and fail if they break it again.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/corpus.hpp"
#include "hindcast/replay/report/junit.hpp"
#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

struct RegressionInput {
  const Registry& registry;
  const SystemSource& source;
  const Assignments& assignments;         // of the command line; they come after the token's own
  const std::vector<std::string>& names;  // of scenarios; empty: all
  CommandStyle style;
  std::uint32_t jobs = 1;
  const StopFlag* interrupted = nullptr;
};

struct Regression {
  std::string file{};
  std::vector<JunitCase> cases{};  // in the order of the file's lines

  std::size_t failed() const;
};

// Runs those tokens that are about this design: of the same shipped system or, for a system file,
// of any file, whose hash moves with each change. Throws InputError with the line of a token whose
// scenario is unknown or says nothing about the design.
Regression run_corpus(const std::string& file, const std::vector<CorpusEntry>& entries,
                      const RegressionInput& input);

// Returns what stands before a report in text.
std::string regression_text(const Regression& regression);

}  // namespace hindcast
