#include "hindcast/replay/explore/branch.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hindcast/replay/explore/pack.hpp"
namespace hindcast {
namespace {

class ReducedBranch final : public Branch {
 public:
  ReducedBranch(std::unique_ptr<Search> search, bool optimal, std::uint64_t dropped_races)
      : search_(std::move(search)),
        races_(*search_),
        optimal_(optimal),
        dropped_races_(dropped_races) {
    races_.drop(dropped_races);
  }

  Chooser& chooser() override { return *search_; }
  void begin() override { search_->begin(); }
  bool end() override {
    search_->end();
    return !search_->pruned();
  }
  void run_whole() override { search_->run_whole(); }
  bool advance() override {
    if (optimal_ && search_->is_ready()) races_.reverse_all();
    return search_->advance();
  }
  bool is_ready() const override { return search_->is_ready(); }
  bool is_done() const override { return search_->is_done(); }
  Care care(const Care& care) const override {
    return {
        search_->saw_refusals() ? std::min(care.reduction, Reduction::sleep_sets) : care.reduction,
        search_->saw_wide() ? WaitSplit::all : care.split,
        care.orders_sends || search_->saw_sends_to_order()};
  }
  Findings findings() const override {
    Findings findings;
    findings.search = search_->counts();
    findings.races = races_.found();
    findings.racing = races_.instants();
    return findings;
  }
  double explored() const override { return search_->explored(); }
  std::unique_ptr<Branch> split(double& share) override {
    auto part = search_->split();
    if (part == nullptr) return nullptr;
    share = part->share_of_split();
    return std::make_unique<ReducedBranch>(std::move(part), optimal_, dropped_races_);
  }
  void report() override { search_->report(); }
  void learn() override { search_->learn(); }
  bool must_report() const override { return search_->must_report(); }
  bool reports_to(const Branch& other) const override {
    const auto* const same = dynamic_cast<const ReducedBranch*>(&other);
    return same != nullptr && search_->parent() == same->search_.get();
  }
  void report_to(Branch& other) override {
    auto* const same = dynamic_cast<ReducedBranch*>(&other);
    Pack::require(same != nullptr && search_->fits(*same->search_));
    search_->set_parent(same->search_.get());
  }
  void pack(Pack& pack) override {
    search_->pack(pack);
    races_.pack(pack);
  }
  void retire() override { search_->retire(); }

 private:
  std::unique_ptr<Search> search_;
  Races races_;
  bool optimal_;
  std::uint64_t dropped_races_;
};

class UnreducedBranch final : public Branch {
 public:
  explicit UnreducedBranch(Unreduced chooser) : chooser_(std::move(chooser)) {}

  Chooser& chooser() override { return chooser_; }
  void begin() override { chooser_.begin(); }
  bool end() override {
    if (chooser_.cut()) ++cut_;
    return !chooser_.cut();
  }
  void know_states(std::function<std::uint64_t()> state,
                   std::function<bool()> progressed) override {
    if (chooser_.by_states()) chooser_.know_states(std::move(state), std::move(progressed));
  }
  bool advance() override { return more_ = chooser_.advance(); }
  bool is_ready() const override { return more_; }
  bool is_done() const override { return !more_; }
  Care care(const Care& care) const override { return care; }
  Findings findings() const override {
    Findings findings;
    findings.search.deepest = chooser_.deepest();
    findings.search.questions = chooser_.questions();
    findings.states = chooser_.states();
    findings.cut = cut_;
    if (!more_ && chooser_.by_states()) findings.cycles = chooser_.graph().fair_cycles();
    return findings;
  }
  double explored() const override { return more_ ? chooser_.explored() : 1; }
  std::unique_ptr<Branch> split(double& share) override {
    auto part = chooser_.split(share);
    if (!part) return nullptr;
    return std::make_unique<UnreducedBranch>(std::move(*part));
  }
  void pack(Pack& pack) override {
    pack.number(more_);
    chooser_.pack(pack);
  }

 private:
  Unreduced chooser_;
  bool more_ = true;
  std::uint64_t cut_ = 0;
};

}  // namespace

const char* name_of(Reduction reduction) {
  static constexpr std::array kNames = {"none", "sleep sets", "optimal"};
  return kNames.at(static_cast<std::size_t>(reduction));
}

Care most(const Care& left, const Care& right) {
  return {std::min(left.reduction, right.reduction), std::max(left.split, right.split),
          left.orders_sends || right.orders_sends};
}

void Findings::add(const Findings& other) {
  search.blocked += other.search.blocked;
  search.strayed += other.search.strayed;
  search.bounded += other.search.bounded;
  search.deepest = std::max(search.deepest, other.search.deepest);
  for (std::size_t kind = 0; kind < search.questions.size(); ++kind) {
    search.questions[kind] += other.search.questions[kind];
  }
  states += other.states;
  cut += other.cut;
  cycles.insert(cycles.end(), other.cycles.begin(), other.cycles.end());
  races += other.races;
  racing.insert(other.racing.begin(), other.racing.end());
}

void Findings::pack(Pack& pack) {
  pack_counts(pack, search);
  pack.number(races);
  pack_instants(pack, racing);
}

std::unique_ptr<Branch> whole_tree(const SearchOptions& options, std::uint64_t dropped_races) {
  return std::make_unique<ReducedBranch>(std::make_unique<Search>(options),
                                         !options.sleep_sets_only, dropped_races);
}

std::unique_ptr<Branch> whole_tree(const UnreducedOptions& options) {
  return std::make_unique<UnreducedBranch>(Unreduced(options));
}

}  // namespace hindcast
