#include "hindcast/scenarios/cli/program_kind.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/endless.hpp"
#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

// How large a program is; what the two numbers mean is part of its title.
struct Size {
  std::uint32_t n = 1;
  std::uint32_t k = 1;

  static const FieldTable<Size>& fields() {
    static const FieldTable<Size> table{
        field("n", &Size::n, {.minimum = 1, .maximum = 1000, .about = "the n of its title"}),
        field("k", &Size::k, {.minimum = 1, .maximum = 1000, .about = "the k of its title"}),
    };
    return table;
  }
};

struct Classic {
  const char* name;
  const char* title;
  const char* traces;  // in closed form
  Size size;
  Program (*make)(const Size& size);
  std::uint32_t n_min = 1;
};

namespace c = classics;

constexpr const char* kNoForm = "56 traces for n = 3";

const Classic kClassics[] = {
    {"writers",
     "n fibers write one cell k times each",
     "(nk)! / (k!)^n traces",
     {5, 1},
     [](const Size& size) { return c::writers(size.n, size.k); }},
    {"readers",
     "one writer and n readers of one cell",
     "2^n traces",
     {8, 1},
     [](const Size& size) { return c::readers(size.n); }},
    {"pairs",
     "n pairs of writers, a cell for each pair",
     "2^n traces",
     {8, 1},
     [](const Size& size) { return c::pairs(size.n); }},
    {"counter",
     "n fibers read a cell and write it plus one",
     "(n!)^2 traces",
     {4, 1},
     [](const Size& size) { return c::counter(size.n); }},
    {"lockinc",
     "n fibers lock, add one, unlock",
     "n! traces",
     {6, 1},
     [](const Size& size) { return c::lockinc(size.n); }},
    {"two_locks",
     "two fibers take two locks in opposite orders",
     "3 traces",
     {1, 1},
     [](const Size&) { return c::two_locks(); }},
    {"philosophers",
     "n philosophers eat k times, left fork first",
     "2^n - 1 traces for k = 1",
     {5, 1},
     [](const Size& size) { return c::philosophers(size.n, false, size.k); },
     2},
    {"philosophers_ordered",
     "the same, but the last takes the right fork first",
     "2^n - 2 traces for k = 1",
     {5, 1},
     [](const Size& size) { return c::philosophers(size.n, true, size.k); },
     2},
    {"mailbox",
     "n fibers send, one receives all",
     "n! traces",
     {6, 1},
     [](const Size& size) { return c::mailbox(size.n, size.n); }},
    {"lossy",
     "n fibers send, each item arrives or is lost",
     "sum over k of C(n, k) k! traces",
     {6, 1},
     [](const Size& size) { return c::lossy(size.n); }},
    {"reqack",
     "n requests and answers, each of which may be lost",
     "3^n traces",
     {6, 1},
     [](const Size& size) { return c::reqack(size.n); }},
    {"lastzero",
     "n writers of a row, one reader from its end",
     "(n + 3) 2^(n - 2) traces",
     {10, 1},
     [](const Size& size) { return c::lastzero(size.n); }},
    {"indexer",
     "n fibers hash four values each into a table",
     "8 traces for n = 12",
     {12, 1},
     [](const Size& size) { return c::indexer(size.n); }},
    {"filesystem",
     "n fibers allocate a block for an inode",
     "8 traces for n = 16",
     {16, 1},
     [](const Size& size) { return c::filesystem(size.n); }},
    {"blow",
     "n writers, a counter, and a write at what it counts",
     "2n traces",
     {10, 1},
     [](const Size& size) { return c::blow(size.n); }},
    {"timers",
     "n timers at one instant, k of which write one cell",
     "k! traces",
     {8, 4},
     [](const Size& size) { return c::timers(size.n, size.k); }},
    {"reply_or_timeout",
     "a reply and the timeout of the wait for it",
     "2 traces",
     {1, 1},
     [](const Size&) { return c::reply_or_timeout(); }},
    {"late",
     "n steps, and one step that must not come last",
     "n + 1 traces",
     {5, 1},
     [](const Size& size) { return c::late(size.n); }},
    {"reorder",
     "n - 1 setters of two cells and one checker",
     kNoForm,
     {3, 1},
     [](const Size& size) { return c::reorder(size.n); }},
    {"twostage",
     "two stages under two locks",
     "3 traces",
     {1, 1},
     [](const Size&) { return c::twostage(); }},
    {"sleepers",
     "n fibers sleep k times until one instant each",
     "1 trace, (n!)^(k + 1) interleavings",
     {4, 2},
     [](const Size& size) { return c::sleepers(size.n, size.k); }},
    {"polite",
     "two fibers give way to each other, for ever",
     "a livelock",
     {1, 1},
     [](const Size&) { return c::polite(); }},
    {"polite_bounded",
     "the same, but after n attempts both take the locks in one order",
     "no livelock",
     {2, 1},
     [](const Size& size) { return c::polite(size.n); }},
    {"spin",
     "n fibers read a flag until one sets it",
     "no livelock; finite with --fingerprints",
     {2, 1},
     [](const Size& size) { return c::spin(size.n); }},
    {"takers",
     "n fibers, all alike, lock, add one, unlock, k times each",
     "(nk)! / (k!)^n traces",
     {3, 1},
     [](const Size& size) { return c::takers(size.n, size.k); }},
};

class ProgramExperiment final : public Experiment {
 public:
  ProgramExperiment(World& world, const Program& program) : world_(world), builder_(world) {
    program(builder_);
  }

  Observation observe() override {
    Observation observation;
    observation.exercised = true;
    const std::string* const violated = builder_.violated_at_end();
    const Verdict verdict = world_.outcome().verdict;
    if (verdict == Verdict::passed && violated == nullptr) return observation;
    observation.grade = Grade::broke;
    observation.failure_mode =
        verdict == Verdict::deadlocked ? FailureMode::hang : FailureMode::corruption;
    if (violated != nullptr) observation.cause = *violated;
    return observation;
  }

 private:
  World& world_;
  ProgramBuilder builder_;
};

ScenarioInfo info_of(const Classic& classic) {
  return {
      .name = classic.name,
      .family = "Literature",
      .title = fmt::format("{} ({})", classic.title, classic.traces),
      .question = "How many traces are there, and which of them fail?",
      .command = "  (none)\n",
      .reality = fmt::format("  {}: {}.\n  A program of a few fibers; it runs no design. Its size: "
                             "--set {}.n=N --set {}.k=K\n",
                             classic.title, classic.traces, classic.name, classic.name)};
}

class ProgramScenario final : public Scenario {
 public:
  ProgramScenario(const Classic& classic, std::shared_ptr<const Design> design,
                  const std::vector<Assignment>& assignments)
      : design_(std::move(design)), info_(info_of(classic)), size_(classic.size) {
    std::vector<ParameterSet> own;
    own.emplace_back(Size::fields(), size_, info_.name);
    std::vector<Assignment> mine;
    for (const Assignment& assignment : assignments) {
      if (assignment.path.starts_with(info_.name + ".")) mine.push_back(assignment);
    }
    assign(own, mine);
    if (size_.n < classic.n_min) {
      throw InputError({"--set", 0, 0}, fmt::format("{}.n: {} is too few", info_.name, size_.n),
                       fmt::format("write {} or more", classic.n_min));
    }
    parameters_ = own.front().parameters();
    program_ = classic.make(size_);
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return design_->id; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override { return {"program=1"}; }
  std::unique_ptr<Experiment> build(World& world) const override {
    return std::make_unique<ProgramExperiment>(world, program_);
  }

 private:
  std::shared_ptr<const Design> design_;  // only for its name
  ScenarioInfo info_;
  Size size_;
  std::vector<Parameter> parameters_;
  Program program_;
};

class ProgramKind final : public ScenarioKind {
 public:
  explicit ProgramKind(const Classic& classic) : classic_(classic), info_(info_of(classic)) {}

  const ScenarioInfo& info() const override { return info_; }
  const FieldList& fields() const override { return Size::fields(); }
  std::optional<std::string> inapplicable(const Design&) const override { return std::nullopt; }
  std::unique_ptr<Scenario> bind(std::shared_ptr<const Design> design,
                                 const std::vector<Assignment>& assignments) const override {
    return std::make_unique<ProgramScenario>(classic_, std::move(design), assignments);
  }
  std::optional<SmallConfiguration> small() const override {
    return SmallConfiguration{.system = "small_platform", .assignments = {}, .isolated = true};
  }

 private:
  const Classic& classic_;
  ScenarioInfo info_;
};

}  // namespace

void add_classics(ScenarioRegistry& scenarios) {
  for (const Classic& classic : kClassics) scenarios.add(std::make_unique<ProgramKind>(classic));
}

}  // namespace hindcast
