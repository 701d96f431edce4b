// The boundary of retry storms: the load of which half the runs stay down.
#include <fmt/format.h>

#include "hindcast/replay/laws/retries.hpp"
#include "hindcast/scenarios/cli/laws/storm_runs.hpp"

namespace hindcast {
namespace {

constexpr const char* kJudged =
    "A logistic curve is fitted to the runs at nine loads by maximum likelihood; its crossing of "
    "one half has the 99.9 % interval of the delta method, and agrees with the law if it is within "
    "2 % of it plus that interval.";

class BoundaryLaw final : public LoadLaw {
 public:
  BoundaryLaw()
      : LoadLaw({.name = "laws/boundary",
                 .title = "the load of which half the runs stay down",
                 .statement =
                     "A server of capacity C whose callers retry R times recovers from a trigger "
                     "below C/(R+1): when every attempt times out, it sees R+1 of them per call. "
                     "The boundary is sharp: the load at which half of the runs are still down is "
                     "within 2 % of it (LAWS, section 2).",
                 .judged = kJudged,
                 .reality = kStormReality,
                 .seeds = 500}) {}

  const FieldList& fields() const override { return StormOptions::fields(); }
  std::string initial(const Field& field) const override {
    const StormOptions base = base_of(Rejected::unstated);
    return field.get(&base);
  }

  void check(const std::vector<Assignment>& assignments) const override {
    for (const Assignment& assignment : assignments) {
      if (assignment.path != info().name + ".load") continue;
      throw InputError({"--set", 0, 0}, "the load is what laws/boundary looks for",
                       "set the capacity or the retries");
    }
    if (!assignments.empty()) own_point(info(), base_of(Rejected::unstated), assignments);
  }

  LawTable run(const LawRequest& request) const override {
    std::vector<StormOptions> systems;
    if (request.assignments.empty()) {
      for (const std::uint32_t retries : {1U, 2U, 3U}) {
        systems.push_back(base_of(Rejected::at_timeout));
        systems.back().retries = retries;
      }
    } else {
      systems.push_back(own_point(info(), base_of(Rejected::unstated), request.assignments));
    }
    std::vector<StormPoint> points;
    for (const StormOptions& system : systems) {
      for (const int percent : kLoads) points.push_back(point_of(system, percent));
    }
    const std::uint32_t seeds = request.seeds == 0 ? info().seeds : request.seeds;
    const StormEnds ends = run_storms(points, seeds, request);
    LawTable result = table();
    result.interrupted = ends.interrupted;
    for (std::size_t system = 0; system < systems.size(); ++system) {
      add_rows(result, points, ends, system);
    }
    return result;
  }

 private:
  // Of the law, in percent.
  static constexpr int kLoads[] = {90, 92, 94, 96, 98, 100, 102, 104, 106};

  static StormOptions base_of(Rejected rejected) {
    StormOptions base;
    base.queue = 200;
    base.rejected = rejected;
    return base;
  }

  static double law_of(const StormOptions& options) {
    return stable_load(per_second(options.capacity), options.retries);
  }

  static StormPoint point_of(StormOptions options, int percent) {
    options.load = rate_of(law_of(options) * percent / 100);
    return {fmt::format("R={} load {:.4g}/s", options.retries, per_second(options.load)), options,
            std::nullopt};
  }

  static void add_rows(LawTable& table, const std::vector<StormPoint>& points,
                       const StormEnds& ends, std::size_t system) {
    const std::size_t first = system * std::size(kLoads);
    std::vector<Dose> doses;
    for (std::size_t nth = first; nth < first + std::size(kLoads); ++nth) {
      if (ends.points[nth].empty()) return;
      const Share down = down_share(ends.points[nth]);
      doses.push_back({per_second(points[nth].options.load), down});
      table.rows.push_back(
          share_row({.point = points[nth].name, .quantity = "down at the end"}, down, {}));
      add_digests(table, ends.points[nth]);
    }
    const StormOptions& options = points[first].options;
    LawRow row{.point = fmt::format("R={}", options.retries), .quantity = "half are down at, 1/s"};
    const std::optional<HalfPoint> crossing = half_point(doses);
    if (crossing) {
      table.rows.push_back(crossing_row(row, law_of(options), *crossing));
      return;
    }
    row.law = law_of(options);
    row.agreement = Agreement::differs;
    table.rows.push_back(row);
    table.notes.push_back(
        fmt::format("R={}: no load from 90 % to 106 % of the law leaves half of the runs down.",
                    options.retries));
  }
};

}  // namespace

void add_boundary_law(std::vector<std::unique_ptr<LoadLaw>>& laws) {
  laws.push_back(std::make_unique<BoundaryLaw>());
}

}  // namespace hindcast
