// Races: pairs of parts of one execution, adjacent in happens-before, whose order could have been
// the other. Each leads to a beginning in which the later comes first. Races never cross an
// instant: time advances only when nothing can run any more.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "hindcast/replay/explore/search.hpp"

namespace hindcast {

void pack_instants(Pack& pack, std::set<Instant>& instants);

class Races {
 public:
  explicit Races(Search& search) : search_(search) {}

  // Finds the races of the execution that has ended and has their reversals explored.
  void reverse_all();

  std::uint64_t found() const { return found_; }
  // Distinct instants at which something raced.
  const std::set<Instant>& instants() const { return instants_; }
  // What was found so far.
  void pack(Pack& pack);
  // For the test that races are needed: every n-th is dropped.
  void drop(std::uint64_t nth) { dropped_ = nth; }

 private:
  struct Race {
    std::uint32_t earlier = 0;
    std::uint32_t later = 0;
    bool observed = false;  // two sends, through the receive that took the earlier's item
    bool settled = false;   // no other execution that begins so needs its reversal
  };

  std::uint32_t first_fresh(std::uint32_t size);
  std::uint32_t first_retaken(std::uint32_t shared);
  void order(std::uint32_t later);
  void note_taken();
  bool sent_what_was_taken(const Part& part) const;
  bool took(std::uint32_t sent, const Part& other) const;
  void reverse(Race& race);
  void note_plain(std::uint32_t fresh);
  bool settles(const Race& race, std::uint32_t first) const;
  void settle(Race& race, std::uint32_t first);
  void reverse_disabled(const Disabled& disabled);
  void reverse_abandoned(const Abandoned& abandoned);
  void come_before(std::uint32_t step, const Sequence& pending);
  bool possible(const Race& race, std::uint32_t first, bool& granting) const;
  bool grantable(const Race& race, std::uint32_t first);
  std::uint64_t openings(const Touch& wait, const Race& race, std::uint32_t first) const;
  void begin_sequence(std::uint32_t step);
  void revalue(const Race& race, std::uint32_t first);
  void revalue_turn(const Touch& request, std::uint32_t first);
  void revalue_ending(const Touch& request, std::uint32_t first);
  std::uint64_t first_item(std::uint32_t channel, std::uint32_t first);
  void append_observer(const Race& race, std::uint32_t first);
  void take_instead(const Race& race);
  void need_before(std::uint32_t part, std::uint32_t from, const Race& race);
  bool receives_earlier(std::uint32_t part, std::uint32_t receiver, std::uint32_t first) const;
  bool ends(std::uint32_t part, const Sequence& pending) const;
  std::uint32_t receiver_of(std::uint32_t sent) const;
  std::uint32_t instant_end(std::uint32_t step) const;
  std::uint32_t instant_first(std::uint32_t step) const;
  bool after(std::uint32_t part, std::uint32_t earlier) const;
  void set_after(std::uint32_t part, std::uint32_t earlier);
  bool counts(const Race& race);

  Search& search_;
  std::vector<std::uint64_t> rows_;  // of each part: the parts that happen before it
  std::size_t words_ = 0;
  bool plain_ = true;    // nothing but memory is touched
  bool posted_ = false;  // there are sends whose order shows only later
  std::vector<Race> races_;
  std::vector<std::uint64_t> items_taken_;  // the names of items that were received
  std::vector<std::uint8_t> taken_;         // of each part: what it sent was received
  std::vector<std::uint8_t> needed_;        // of each part: what the observer cannot do without
  std::vector<std::uint8_t> chosen_;        // of each part: it is in the sequence
  std::uint32_t chosen_end_ = 0;            // one past the last of them
  Sequence sequence_;
  Sequence beginning_;  // what the reversal at hand needs
  std::vector<std::uint64_t> items_;
  std::uint64_t found_ = 0;
  std::uint64_t met_ = 0;
  std::uint64_t dropped_ = 0;
  std::set<Instant> instants_;
};

}  // namespace hindcast
