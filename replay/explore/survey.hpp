// Survey: the executions of an exploration, sorted by what went unquietly in them and by how they
// ended, and for each way to fail the execution that needs the fewest deviations. It holds what was
// measured; whoever prints it says the words. The order in which it takes executions into account
// makes no difference.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"

namespace hindcast {

// How an execution ended, without what differs from instant to instant.
struct Ending {
  Verdict verdict = Verdict::passed;
  std::string property{};
  Grade grade = Grade::graceful;
  FailureMode mode = FailureMode::none;
  Recovery recovery = Recovery::automatic;
  std::vector<std::pair<std::string, std::uint64_t>> counts{};  // harms and notes that are not 0

  friend auto operator<=>(const Ending&, const Ending&) = default;
};

struct EndingCount {
  Ending ending{};
  std::uint64_t executions = 0;

  friend bool operator==(const EndingCount&, const EndingCount&) = default;
};

// All executions with the same unquiet answers: they differ in their schedules only.
struct SurveyRow {
  std::vector<UnquietAnswer> answers{};
  std::vector<EndingCount> endings{};
};

// One way to fail.
struct SurveyFinding {
  Outcome outcome{};  // of the execution with the fewest deviations
  std::uint64_t executions = 0;
  std::uint64_t seed = 0;
  std::uint64_t digest = 0;
  std::vector<Deviation> deviations{};
};

class Survey {
 public:
  static constexpr std::size_t kRowsMax = 10'000;

  // Takes one execution into account. REQUIRES: it is of a scenario.
  void note(const ExecutionView& view);
  // Writes or reads what was noted.
  void pack(Pack& pack);

  // In the order of the answers; what had none is first.
  std::vector<SurveyRow> rows() const;
  // Executions that are in no row, since there are kRowsMax whose answers come first.
  std::uint64_t executions_beyond() const { return beyond_; }
  // Sorted by their property.
  std::vector<SurveyFinding> findings() const;
  // `sometimes` properties that held in no execution.
  const std::vector<std::string>& unseen() const { return unseen_; }

 private:
  using Answers = std::vector<UnquietAnswer>;

  void note_row(const Answers& answers, const Ending& ending);
  void note_finding(const ExecutionView& view);
  void note_unseen(const Run& run);

  using Endings = std::map<Ending, std::uint64_t>;

  std::map<Answers, Endings> rows_;
  std::map<std::string, SurveyFinding> findings_;
  std::vector<std::string> unseen_;
  std::uint64_t beyond_ = 0;
  bool any_ = false;
};

}  // namespace hindcast
