// StoryKind: makes a ScenarioKind of a Stage. A story states its info, its options with their field
// table, what it needs of a design, and, if it can tell, which options name what the design does
// not have (`static void check(const Design&, const Options&)`, which throws InputError); binding,
// hashing and building are the same for all. A story with `kReadsCivilTime` has the tz database's
// version in its tokens, one that adds models to the design names their `revisions()`, one with
// `kOnRequest` runs only when it is named.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"
#include "hindcast/scenarios/catalogue/stage.hpp"

namespace hindcast {

// The models that a design's runs depend on, each with its revision, as "redis=1"; sorted. Those
// that a story adds to it are `more`.
std::vector<std::string> revisions_of(const Design& design,
                                      const std::vector<std::string>& more = {});

// One story about one design.
template <class Story>
class BoundStory final : public Scenario {
 public:
  using Options = typename Story::Options;

  BoundStory(std::shared_ptr<const Design> design, const std::vector<Assignment>& assignments)
      : design_(std::move(design)), info_(Story::info()) {
    std::vector<ParameterSet> own;
    own.emplace_back(Options::fields(), options_, info_.name);
    std::vector<Assignment> mine;
    for (const Assignment& assignment : assignments) {
      if (assignment.path.starts_with(info_.name + ".")) mine.push_back(assignment);
    }
    assign(own, mine);
    if constexpr (requires { Story::check(*design_, options_); }) Story::check(*design_, options_);
    parameters_ = design_->parameters();
    const std::vector<Parameter> of_story = own.front().parameters();
    parameters_.insert(parameters_.end(), of_story.begin(), of_story.end());
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return design_->id; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override {
    if constexpr (requires { Story::revisions(); }) {
      return revisions_of(*design_, Story::revisions());
    }
    return revisions_of(*design_);
  }
  std::string program() const override { return design_->program; }
  std::string tz_version() const override {
    if constexpr (requires { Story::kReadsCivilTime; }) return design_->zone_tables().version();
    return "";
  }
  std::unique_ptr<Experiment> build(World& world) const override {
    return std::make_unique<Story>(world, *design_, options_);
  }

 private:
  std::shared_ptr<const Design> design_;
  ScenarioInfo info_;
  Options options_;
  std::vector<Parameter> parameters_;
};

template <class Story>
class StoryKind final : public ScenarioKind {
 public:
  const ScenarioInfo& info() const override { return info_; }
  const FieldList& fields() const override { return Story::Options::fields(); }
  std::optional<std::string> inapplicable(const Design& design) const override {
    return Story::inapplicable(design);
  }
  bool on_request() const override {
    if constexpr (requires { Story::kOnRequest; }) return Story::kOnRequest;
    return false;
  }
  std::unique_ptr<Scenario> bind(std::shared_ptr<const Design> design,
                                 const std::vector<Assignment>& assignments) const override {
    return std::make_unique<BoundStory<Story>>(std::move(design), assignments);
  }
  std::optional<SmallConfiguration> small() const override {
    if constexpr (requires { Story::small(); }) return Story::small();
    return std::nullopt;
  }

 private:
  ScenarioInfo info_ = Story::info();
};

// Returns "it has no component of kind X" for the first kind that the design lacks, or nothing.
std::optional<std::string> lacks(const Design& design, const std::vector<std::string_view>& kinds);

// Returns "nobody calls it" if the design has no clients of any kind, or nothing.
std::optional<std::string> lacks_callers(const Design& design);

// Each adds the stories of one family of the catalogue.
void add_calm_day(ScenarioRegistry& scenarios);
void add_mcp_server_stories(ScenarioRegistry& scenarios);
void add_process_stories(ScenarioRegistry& scenarios);
void add_file_stories(ScenarioRegistry& scenarios);
void add_resource_stories(ScenarioRegistry& scenarios);
void add_queue_stories(ScenarioRegistry& scenarios);
void add_snowflake_stories(ScenarioRegistry& scenarios);
void add_cache_stories(ScenarioRegistry& scenarios);
void add_concurrency_stories(ScenarioRegistry& scenarios);
void add_cascade_stories(ScenarioRegistry& scenarios);
void add_time_stories(ScenarioRegistry& scenarios);
void add_network_stories(ScenarioRegistry& scenarios);
// Stories of one or a few calls, for exhaustive search.
void add_small_stories(ScenarioRegistry& scenarios);
void add_service_stories(ScenarioRegistry& scenarios);
void add_service_load_stories(ScenarioRegistry& scenarios);

}  // namespace hindcast
