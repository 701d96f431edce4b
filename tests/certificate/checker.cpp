#include "tests/certificate/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/parameter.hpp"
#include "tests/certificate/brute_force.hpp"

namespace hindcast::testing {
namespace {

class Checker {
 public:
  explicit Checker(const Certificate& claims) : claims_(claims) {}

  std::vector<std::string> refusals() {
    program_ = small_program(claims_.scenario);
    if (program_ == nullptr) return {"unknown program: " + claims_.scenario};
    check_configuration();
    for (const std::string& bound : claims_.other_bounds) {
      refusals_.push_back("a bound that cannot be checked: " + bound);
    }
    if (!claims_.complete) refusals_.emplace_back("it is not complete");
    if (!refusals_.empty()) return refusals_;
    all_ =
        all_executions(*program_, sizes_, claims_.seed, claims_.deviations_max, kSmallExecutions);
    if (!all_.complete) return {"too large to be checked"};
    check_counts();
    check_failures();
    for (const ClaimedFinding& finding : claims_.findings) check_run(finding);
    return refusals_;
  }

 private:
  template <class Value>
  void same(const std::string& what, const Value& claimed, const Value& found) {
    if (claimed != found) {
      refusals_.push_back(fmt::format("{}: claimed {}, found {}", what, claimed, found));
    }
  }

  void check_configuration() {
    sizes_ = program_->sizes;
    for (const auto& [path, value] : claims_.overrides) {
      const bool is_n = path == program_->name + ".n";
      if (!is_n && path != program_->name + ".k") {
        refusals_.push_back("an unknown parameter: " + path);
      } else {
        (is_n ? sizes_.n : sizes_.k) = static_cast<std::uint32_t>(std::stoul(value));
      }
    }
    std::vector<Parameter> parameters(2);
    parameters[0].path = program_->name + ".n";
    parameters[0].value = std::to_string(sizes_.n);
    parameters[1].path = program_->name + ".k";
    parameters[1].value = std::to_string(sizes_.k);
    same("configuration", claims_.configuration,
         fmt::format("{:016x}", hash_parameters(parameters)));
  }

  bool unreduced() const { return claims_.reduction == "none"; }

  void check_counts() {
    same("classes", claims_.classes, std::uint64_t{all_.classes.size()});
    std::uint64_t sum = 0;
    std::uint64_t deepest_min = 0;
    for (const auto& [hash, shortest] : all_.classes) {
      sum += mix(kMixFirst, hash);
      deepest_min = std::max(deepest_min, shortest);
    }
    same("the set of classes", claims_.class_sum, fmt::format("{:016x}", sum));
    const std::uint64_t executions = unreduced() ? all_.executions : all_.classes.size();
    same("executions", claims_.executions, executions);
    if (unreduced()) {
      same("deepest", claims_.deepest, all_.branching);
    } else if (claims_.deepest < deepest_min || claims_.deepest > all_.deepest) {
      // A lock that is free is one step, and one that must be waited for two, so the paths of one
      // class differ in length, and a search with reduction has taken one of them.
      refusals_.push_back(fmt::format("deepest: claimed {}, found {} to {}", claims_.deepest,
                                      deepest_min, all_.deepest));
    }
    const bool one = executions == 1;
    same("verdict", claims_.verdict,
         std::string(!all_.failing.empty() ? "finding"
                     : one                 ? "nothing to explore"
                                           : "held"));
  }

  void check_failures() {
    std::uint64_t deadlocks = 0;
    std::uint64_t violations = 0;
    for (const auto& [property, failing] : all_.failing) {
      const std::uint64_t count = unreduced() ? failing.executions : failing.classes.size();
      (failing.deadlock ? deadlocks : violations) += count;
      const auto claimed = std::ranges::find(claims_.findings, property, &ClaimedFinding::what);
      same(property + ": executions", claimed == claims_.findings.end() ? 0 : claimed->executions,
           count);
    }
    same("deadlocks", claims_.deadlocks, deadlocks);
    same("violations", claims_.violations, violations);
  }

  void check_run(const ClaimedFinding& finding) {
    const ClaimedRun run = run_of(finding.token);
    const Ending ending = play(*program_, sizes_, run);
    same(finding.what + ": its run fails", finding.what, ending.failed);
    same(finding.what + ": digest", run.digest, ending.digest);
    same(finding.what + ": deviations", finding.deviations, std::uint64_t{run.answers.size()});
  }

  const Certificate& claims_;
  const SmallProgram* program_ = nullptr;
  Sizes sizes_;
  AllExecutions all_;
  std::vector<std::string> refusals_;
};

}  // namespace

std::vector<std::string> refusals(const Certificate& claims) { return Checker(claims).refusals(); }

}  // namespace hindcast::testing
