#include "hindcast/scenarios/cli/laws/load_law.hpp"

#include <atomic>

namespace hindcast {

LawTable LoadLaw::table() const {
  LawTable table;
  table.name = info_.name;
  table.title = info_.title;
  table.statement = info_.statement;
  table.judged = info_.judged;
  return table;
}

bool work_through(std::size_t count, const LawRequest& request,
                  const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> done{0};
  work_in_parallel(count, {request.jobs, request.progress, request.stop}, [&](std::size_t index) {
    work(count - 1 - index);
    done.fetch_add(1);
  });
  return done.load() == count;
}

const std::vector<std::unique_ptr<LoadLaw>>& load_laws() {
  static const std::vector<std::unique_ptr<LoadLaw>> all = [] {
    std::vector<std::unique_ptr<LoadLaw>> laws;
    add_queueing_laws(laws);
    add_storm_laws(laws);
    add_boundary_law(laws);
    add_overload_law(laws);
    add_retry_law(laws);
    return laws;
  }();
  return all;
}

const LoadLaw* find_law(std::string_view name) {
  for (const auto& law : load_laws()) {
    if (law->info().name == name) return law.get();
  }
  return nullptr;
}

}  // namespace hindcast
