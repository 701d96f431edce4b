// History: what one execution did, as the explorer sees it: parts of steps with the objects they
// touched. A request and the wait that it leads to are two parts, also when the wait was granted at
// once and both ran as one step, so that both ways of running them are one trace.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hindcast/replay/explore/dependence.hpp"
#include "hindcast/replay/explore/key_table.hpp"

namespace hindcast {

// One access, with a dense number for its object. Numbers are local to one exploration.
struct Touch {
  Operation operation = Operation::none;
  std::uint32_t object = 0;
  std::uint64_t value = 0;
};

// One part of a step, or one answered question, which touches nothing.
struct Part {
  std::uint32_t actor = 0;
  std::uint32_t step = 0;
  std::uint32_t first = 0;  // of its touches
  std::uint32_t count = 0;
  std::uint64_t mask = 0;  // one bit for each object, by its number: parts that share none commute
  std::uint32_t node = 0;
  std::uint32_t answer = 0;
  bool choice = false;
  bool wide = false;      // touches whole nodes or fibers
  bool posts = false;     // sends to a channel without a bound
  bool receives = false;  // takes from a channel
};

// Whether an operation touches whole nodes or fibers.
bool is_wide(Operation operation);
// Whether it is a wait that may be granted at once: then it runs with its request, and is a part of
// its own.
bool begins_part(Operation operation);
// Whether an operation changes whether a node lives or runs. Where there is nothing to change, it
// is an `observe`.
bool is_turn(Operation operation);

// Parts in order, with their touches. Both a whole execution and the beginnings to be tried.
class Sequence {
 public:
  std::size_t size() const { return parts_.size(); }
  bool empty() const { return parts_.empty(); }
  const Part& operator[](std::size_t index) const { return parts_[index]; }
  Part& operator[](std::size_t index) { return parts_[index]; }
  std::span<const Touch> touches(const Part& part) const {
    return {touches_.data() + part.first, part.count};
  }

  void clear() {
    parts_.clear();
    touches_.clear();
  }
  void truncate(std::size_t size);
  // Copies a part of another sequence to the end.
  Part& append(const Sequence& from, const Part& part);
  Part& begin_part(std::uint32_t actor, std::uint32_t step);
  void add_touch(const Touch& touch);
  void add_choice(std::uint32_t actor, std::uint32_t step, std::uint32_t answer);
  void erase(std::size_t index) {
    parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(index));
  }
  // Changes the item that a part received.
  void set_value(std::size_t index, Operation operation, std::uint64_t value);
  // Changes what a part did to `object`, where it did `from`.
  void set_operation(std::size_t index, std::uint32_t object, Operation from, Operation to);
  // Keys of the sequence are numbered up to `last_key`.
  void pack(Pack& pack, std::uint32_t last_key);

 private:
  std::vector<Part> parts_;
  std::vector<Touch> touches_;
};

// Whether a part is one of a fiber on this node.
bool acts_on(const Sequence& sequence, const Part& part, std::uint32_t node);

// How the earlier of two parts binds the later.
struct Binding {
  bool dependent = false;
  bool fixed = false;     // the later cannot happen without the earlier
  bool granting = false;  // ... unless it would have been granted all the same

  void note(Relation relation) {
    if (relation == Relation::never) return;
    dependent = true;
    fixed = fixed || relation == Relation::enabling;
    granting = granting || relation == Relation::granting;
  }
};

// Judges pairs of parts by a table. Two sends to one channel commute here; what is received
// decides.
class Judge {
 public:
  Judge(const DependenceTable& table, bool sends_commute)
      : table_(table), sends_commute_(sends_commute) {}

  bool sends_commute() const { return sends_commute_; }
  Binding binding(const Sequence& of_earlier, const Part& earlier, const Sequence& of_later,
                  const Part& later) const {
    const bool wide = earlier.wide || later.wide;
    if ((earlier.mask & later.mask) == 0 && !wide) return {};
    Binding binding = of_touches(of_earlier.touches(earlier), of_later.touches(later));
    if (wide) add_turns(binding, of_earlier, earlier, of_later, later);
    return binding;
  }
  // Whether the two commute in neither order.
  bool conflict(const Sequence& of_left, const Part& left, const Sequence& of_right,
                const Part& right) const {
    return binding(of_left, left, of_right, right).dependent ||
           binding(of_right, right, of_left, left).dependent;
  }

 private:
  Relation relation(const Touch& earlier, const Touch& later) const;
  Binding of_touches(std::span<const Touch> earlier, std::span<const Touch> later) const;
  void add_turns(Binding& binding, const Sequence& of_earlier, const Part& earlier,
                 const Sequence& of_later, const Part& later) const;

  DependenceTable table_;
  bool sends_commute_;
};

}  // namespace hindcast
