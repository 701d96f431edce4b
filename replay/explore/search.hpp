// Search: the path of decisions to the current execution, and what is still to be tried beside it.
// It is the chooser of every execution of an exploration with reduction; `races.hpp` tells it what
// to try.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "hindcast/replay/explore/history.hpp"
#include "hindcast/replay/explore/key_table.hpp"
#include "hindcast/replay/explore/sleep_set.hpp"
#include "hindcast/replay/explore/wakeup_tree.hpp"
#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// What every linearisation of a trace agrees on, so that it may bound a search.
struct TraceBounds {
  // Answers other than 0 to questions about faults and messages.
  std::uint32_t deviations_max = std::numeric_limits<std::uint32_t>::max();
  // Steps of each fiber or message.
  std::uint32_t actor_steps_max = std::numeric_limits<std::uint32_t>::max();
};

// Something that could have happened, until a step made it impossible.
struct Disabled {
  std::uint32_t step = 0;  // which step did
  std::uint32_t actor = 0;
  std::uint32_t alternative = 0;  // into Search::pending of that step
};

// A fiber that waited for the end of another, and was ended itself by a step.
struct Abandoned {
  std::uint32_t step = 0;
  std::uint32_t actor = 0;
  std::uint32_t awaited = 0;
};

struct SearchOptions {
  DependenceTable table{};
  TraceBounds bounds{};
  bool sleep_sets_only = false;
  // Two sends to one channel do not commute, even if nobody could tell which came first.
  bool orders_sends = false;
  WaitSplit split = WaitSplit::permits;
};

// Counts over all executions of one exploration.
struct SearchCounts {
  std::uint64_t blocked = 0;  // executions begun and found redundant
  std::uint64_t strayed = 0;  // beginnings that could not be followed: a wrong table
  std::uint64_t bounded = 0;  // executions that ended at a bound on steps
  std::uint64_t deepest = 0;
  std::array<std::uint64_t, 6> questions{};  // distinct points on all paths, by ChoiceKind
};

void pack_counts(Pack& pack, SearchCounts& counts);

class Search final : public Chooser {
 public:
  explicit Search(const SearchOptions& options);

  bool asks(ChoiceKind) const override { return true; }
  bool follows_steps() const override { return true; }
  std::span<const Foreseen> foreseen() override { return foreseen_; }
  WaitSplit splits_waits() const override { return options_.split; }
  std::uint32_t choose(const ChoicePoint& point) override;
  void stepped(const Step& step) override;

  // From now on it is asked about all of each execution, and not only about what is new.
  void run_whole() { whole_ = true; }
  // An execution begins, and ends.
  void begin();
  void end();
  // Goes to the next execution. Returns false when nothing is left, or when what is left waits for
  // searches that were split off.
  bool advance();

  // Gives a part of what is left to a search of its own, as near to the root as it can
  // (search_split.cpp). Returns null where nothing can be given. Each trace is still explored once,
  // whoever explores it: what a search finds for a decision above its own part goes to whose
  // decision it is. REQUIRES: no execution is under way, here or in what was split off.
  std::unique_ptr<Search> split();
  // Hands over what it found for the parts of others. REQUIRES: as for split.
  void report();
  // Learns what others know by now of the decisions above its part, so that it need not tell them.
  // REQUIRES: all have reported.
  void learn();
  // Whether it has so much to hand over that it should.
  bool must_report() const { return foreign_.size() >= kForeignMax; }
  // Tells the one that it was split from that it is done. REQUIRES: is_done(), and it has reported.
  void retire();
  bool is_ready() const { return more_; }
  bool is_done() const { return !more_ && levels_ == root_; }
  // Between executions, when all have reported.
  void pack(Pack& pack);
  // Whose part it was split from, if that has to hear of it.
  const Search* parent() const { return parent_; }
  void set_parent(Search* parent) { parent_ = parent; }
  // Whether `parent` can be its parent.
  bool fits(const Search& parent) const {
    return root_ > 0 && root_ <= parent.levels_ && parent.root_ < root_;
  }
  // Which share of its part is explored, and which share of it a decision's next alternative has,
  // by the alternatives that are known so far: an estimate.
  double explored() const;
  double share_of_split() const { return share_of_split_; }

  // What the execution that ended did.
  const Sequence& history() const { return history_; }
  std::uint32_t step_count() const { return static_cast<std::uint32_t>(steps_.size()); }
  std::uint32_t first_part(std::uint32_t step) const { return steps_[step].first_part; }
  // The first step of the same instant.
  std::uint32_t instant_of(std::uint32_t step) const { return steps_[step].instant; }
  Instant time_of(std::uint32_t step) const { return steps_[step].time; }
  // Parts before this one are the same as in the execution before.
  std::uint32_t shared_parts() const { return shared_parts_; }
  const std::vector<Disabled>& disabled() const { return disabled_; }
  const std::vector<Abandoned>& abandoned() const { return abandoned_; }
  void append_pending(const Disabled& disabled, Sequence& to) const;
  // What a step was about to do when it was chosen.
  Touch request_of(std::uint32_t step) const;
  bool pruned() const { return pruned_; }
  // What was seen that asks for more care than this search takes. With a crash, a cancellation or a
  // pause, waits must be split from requests. Where somebody can find a channel empty or closed, or
  // is ended with an item in hand, or several receive from one channel, sends must be in order:
  // what a later receive would see if they came the other way round cannot be told from the
  // execution at hand.
  bool saw_wide() const { return saw_wide_; }
  // And where sends to channels with a bound wait, receives are tried, and sends are tried, too, or
  // the channel is closed, the execution at hand does not tell which sends would be refused: then
  // only sleep sets, which foresee nothing, lose no trace.
  bool saw_refusals() const {
    return saw_send_request_ && saw_receive_try_ && (saw_send_try_ || saw_close_);
  }
  bool saw_sends_to_order() const { return saw_post_ && (saw_trying_ || saw_wide_); }

  // Has the beginning `sequence` explored at the decision where `step` was chosen, unless what is
  // or will be explored covers it. Returns whether all that begins with the first `needed` parts of
  // it, in whatever order, is or will be explored. `sequence` is used up.
  bool try_before(std::uint32_t step, Sequence& sequence, std::size_t needed = 0);
  // Whether all that begins with `sequence` there is or will be explored. May not know. `sequence`
  // is used up.
  bool has_before(std::uint32_t step, Sequence& sequence) const;

  const SearchCounts& counts() const { return counts_; }
  const Judge& judge() const { return judge_; }

 private:
  static constexpr std::size_t kForeignMax = 1000;
  static constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

  struct Pending {
    std::uint32_t actor = 0;
    Touch touch;
    Operation scope = Operation::none;
    std::uint32_t node = 0;
  };
  struct Decision {
    bool choice = false;
    bool free = false;      // a choice: all answers are to be tried
    bool deviates = false;  // a choice that counts as a fault when its answer is not 0
    bool incomplete = false;
    std::uint32_t children = 0;  // searches that were split off below it
    std::uint32_t taken = 1;     // alternatives that were begun
    std::uint32_t position = 0;
    std::uint32_t actor = 0;
    std::uint32_t place = 0;  // of the actor among the pending
    std::uint32_t answer = 0;
    std::uint32_t arity = 0;
    std::uint32_t owner = kNone;  // of a choice: the decision about its step
    std::uint32_t step = 0;
    std::int32_t wakeups = WakeupTrees::kNone;
    SleepSet asleep;
    std::vector<Pending> pending;
    std::vector<std::uint8_t> tried;  // of a choice: each answer
  };
  struct StepInfo {
    std::uint32_t first_part = 0;
    std::uint32_t instant = 0;
    std::uint32_t decision = 0;
    Instant time;
  };

  // A beginning for a decision above the part of this search.
  struct Foreign {
    std::uint32_t level = 0;
    Sequence sequence;
  };

  std::uint32_t choose_step(const ChoicePoint& point);
  std::uint32_t choose_answer(const ChoicePoint& point);
  Decision& deepen();
  void skip_foreseen();
  std::uint32_t kept_steps() const { return rebuilds_ || whole_ ? 0 : shared_steps_; }
  void note_pending(Decision& decision, const ChoicePoint& point);
  void find_disabled(const std::vector<Pending>* now);
  bool sleeps_for_now(const Pending& pending) const;
  void take(Decision& decision, std::uint32_t place) const;
  std::uint32_t pick_step(Decision& decision);
  bool has_happened(const Decision& decision, const WakeupTrees::Node& root) const;
  std::uint32_t pick_wakeup(Decision& decision);
  std::uint32_t pick_free(Decision& decision);
  std::uint32_t place_of(const Decision& decision, std::uint32_t actor) const;
  bool spent(std::uint32_t actor) const;
  std::uint32_t hand_over(std::int32_t taken);
  void try_answer(Decision& decision, std::uint32_t answer);
  bool next_answer(Decision& decision);
  bool next_step(Decision& decision);
  void put_to_sleep(Decision& decision);
  bool insert_before(std::uint32_t level, Sequence& sequence, std::size_t needed);
  void restore();
  void pack_decision(Pack& pack, Decision& decision, std::uint32_t last_key);
  std::unique_ptr<Search> give_answer(std::uint32_t level);
  std::unique_ptr<Search> give_rest(std::uint32_t level);
  std::unique_ptr<Search> copy_below(std::uint32_t level);
  bool begins_instant(std::uint32_t level) const;
  bool separates_at(std::uint32_t level) const;
  std::uint32_t alternatives(const Decision& decision) const;
  double share_of(std::uint32_t level) const;
  Search& owner_of(std::uint32_t level) const;
  void leave_choice(Decision& decision);
  std::uint32_t stop();
  std::uint32_t stray();
  bool stands_here(const Decision& decision) const;
  void note_care(const Touch& touch, std::uint32_t actor);

  SearchOptions options_;
  Judge judge_;
  WakeupTrees trees_;
  KeyTable keys_;
  Sequence history_;
  std::vector<StepInfo> steps_;
  std::vector<Disabled> disabled_;
  std::vector<Abandoned> abandoned_;
  std::vector<std::uint32_t> answers_;  // of the step that runs
  std::vector<Decision> decisions_;
  std::vector<std::uint32_t> actor_steps_;
  Search* parent_ = nullptr;   // whom it was split from
  std::uint32_t root_ = 0;     // levels above it are the parent's
  bool more_ = true;           // an execution is to be run
  bool ran_ = false;           // an execution, since it was split off
  bool strays_ = false;        // this execution is not what the file says that it was read from
  bool rebuilds_ = false;      // the next execution runs whole, since what it shares was not kept
  bool whole_ = false;         // every execution does
  std::uint32_t barrier_ = 0;  // what is above it cannot concern this search, nor the other way
  double share_of_split_ = 0;  // of the parent's part, when it was split off
  std::vector<Foreign> foreign_;
  std::uint32_t depth_ = 0;   // decisions made in this execution
  std::uint32_t levels_ = 0;  // decisions on the path
  std::uint32_t replayed_ = 0;
  std::uint32_t shared_parts_ = 0;
  std::uint32_t shared_steps_ = 0;  // which are not run through this again
  std::vector<Foreseen> foreseen_;  // the answers that led to the steps so far
  std::uint32_t step_decision_ = kNone;
  std::uint32_t deviations_ = 0;
  std::int32_t handed_over_ = WakeupTrees::kNone;
  bool handed_open_ = false;
  bool running_step_ = false;
  bool pruned_ = false;
  bool saw_wide_ = false;
  std::vector<std::uint32_t> receivers_;  // of each object: who received from it last
  bool saw_post_ = false;
  bool saw_trying_ = false;
  bool saw_send_request_ = false;
  bool saw_close_ = false;
  bool saw_send_try_ = false;
  bool saw_receive_try_ = false;
  SearchCounts counts_;
};

}  // namespace hindcast
