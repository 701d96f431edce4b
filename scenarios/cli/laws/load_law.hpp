// LoadLaw: a law of load (queueing, retries, overload) as something that `hindcast run` tells:
// worlds are run, and what they measured is printed beside what theory, or an independent
// simulator, says. Without assignments a law runs the points that its source lists; with some it
// runs the one point that they describe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/replay/report/law_table.hpp"
#include "hindcast/replay/workers.hpp"
#include "hindcast/sim/parameter.hpp"

namespace hindcast {

struct LawInfo {
  std::string name{};  // "laws/queueing"
  std::string title{};
  std::string statement{};  // the law and its source
  std::string judged{};     // by which test
  std::string reality{};    // what is simulated, and what was decided that the source leaves open
  std::uint32_t seeds = 0;  // of each point, unless the command line says otherwise
};

// How a law is to be run.
struct LawRequest {
  std::vector<Assignment> assignments{};  // those whose path begins with the law's name
  std::uint32_t seeds = 0;                // 0: as many as the law says
  std::uint64_t first_seed = 1;
  std::uint32_t jobs = 1;
  const StopFlag* stop = nullptr;
  std::function<void(std::size_t done, std::size_t total)> progress{};
};

class LoadLaw {
 public:
  explicit LoadLaw(LawInfo info) : info_(std::move(info)) {}
  virtual ~LoadLaw() = default;

  const LawInfo& info() const { return info_; }
  virtual const FieldList& fields() const = 0;
  // The value of a field where a point of one's own leaves it out.
  virtual std::string initial(const Field& field) const = 0;
  // Throws InputError for a wrong assignment.
  virtual void check(const std::vector<Assignment>& assignments) const = 0;
  // REQUIRES: check() has passed the assignments.
  virtual LawTable run(const LawRequest& request) const = 0;

 protected:
  // An empty table of this law.
  LawTable table() const;

 private:
  LawInfo info_;
};

// Options of a law's own point, with their field table. `base` is where the assignments start.
template <class Options>
Options own_point(const LawInfo& info, Options base, const std::vector<Assignment>& assignments) {
  std::vector<ParameterSet> sets;
  sets.emplace_back(Options::fields(), base, info.name);
  assign(sets, assignments);
  return base;
}

// Runs `work` for each of `count` pieces, the last first: laws list what takes longest at the end.
// Returns whether all of them were done.
bool work_through(std::size_t count, const LawRequest& request,
                  const std::function<void(std::size_t)>& work);

// All laws, in the order of LAWS.
const std::vector<std::unique_ptr<LoadLaw>>& load_laws();
// Returns null if there is none of that name.
const LoadLaw* find_law(std::string_view name);

void add_queueing_laws(std::vector<std::unique_ptr<LoadLaw>>& laws);
void add_storm_laws(std::vector<std::unique_ptr<LoadLaw>>& laws);
void add_boundary_law(std::vector<std::unique_ptr<LoadLaw>>& laws);
void add_overload_law(std::vector<std::unique_ptr<LoadLaw>>& laws);
void add_retry_law(std::vector<std::unique_ptr<LoadLaw>>& laws);

}  // namespace hindcast
