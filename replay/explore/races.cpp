#include "hindcast/replay/explore/races.hpp"

#include <algorithm>

#include "hindcast/replay/explore/pack.hpp"

namespace hindcast {
namespace {

constexpr std::uint32_t kNobody = static_cast<std::uint32_t>(-1);

}  // namespace

bool Races::after(std::uint32_t part, std::uint32_t earlier) const {
  return (rows_[part * words_ + earlier / 64] >> (earlier % 64) & 1U) != 0;
}

// All that happens before `earlier`, and itself, happens before `part`.
void Races::set_after(std::uint32_t part, std::uint32_t earlier) {
  for (std::size_t word = 0; word <= earlier / 64; ++word) {
    rows_[part * words_ + word] |= rows_[earlier * words_ + word];
  }
  rows_[part * words_ + earlier / 64] |= std::uint64_t{1} << (earlier % 64);
}

std::uint32_t Races::instant_first(std::uint32_t step) const {
  return search_.first_part(search_.instant_of(step));
}

std::uint32_t Races::instant_end(std::uint32_t step) const {
  const std::uint32_t instant = search_.instant_of(step);
  while (step < search_.step_count() && search_.instant_of(step) == instant) ++step;
  return step < search_.step_count() ? search_.first_part(step)
                                     : static_cast<std::uint32_t>(search_.history().size());
}

bool Races::sent_what_was_taken(const Part& part) const {
  if (!part.posts) return false;
  for (const Touch& touch : search_.history().touches(part)) {
    if (touch.operation != Operation::post) continue;
    if (std::binary_search(items_taken_.begin(), items_taken_.end(), touch.value)) return true;
  }
  return false;
}

void Races::note_taken() {
  const Sequence& history = search_.history();
  items_taken_.clear();
  for (std::size_t index = 0; index < history.size(); ++index) {
    if (!history[index].receives) continue;
    for (const Touch& touch : history.touches(history[index])) {
      if (touch.value != 0) items_taken_.push_back(touch.value);
    }
  }
  std::sort(items_taken_.begin(), items_taken_.end());
}

// Whether two sends to one channel are in order because the item of the earlier was received.
bool Races::took(std::uint32_t sent, const Part& other) const {
  const Sequence& history = search_.history();
  const Part& part = history[sent];
  if (taken_[sent] == 0 || !other.posts || (part.mask & other.mask) == 0) return false;
  for (const Touch& first : history.touches(part)) {
    for (const Touch& second : history.touches(other)) {
      const bool posts = first.operation == Operation::post && second.operation == Operation::post;
      if (posts && first.object == second.object) return true;
    }
  }
  return false;
}

// Fills the row of `later` and notes its races: going backwards, whatever binds it and is not yet
// before it has nothing in between.
void Races::order(std::uint32_t later) {
  const Sequence& history = search_.history();
  const Part& part = history[later];
  std::fill_n(rows_.begin() + static_cast<std::ptrdiff_t>(later * words_), words_, 0);
  const std::uint32_t first = instant_first(part.step);
  for (std::uint32_t earlier = later; earlier-- > first;) {
    if (after(later, earlier)) continue;
    const Part& other = history[earlier];
    if (other.actor == part.actor) {
      set_after(later, earlier);
      continue;
    }
    const bool binds = search_.judge().binding(history, other, history, part).dependent;
    const bool observed = !binds && search_.judge().sends_commute() && took(earlier, part);
    if (!binds && !observed) continue;
    races_.push_back({earlier, later, observed});
    set_after(later, earlier);
  }
}

void Races::reverse_all() {
  const auto size = static_cast<std::uint32_t>(search_.history().size());
  const std::uint32_t fresh = first_fresh(size);
  while (!races_.empty() && races_.back().later >= fresh) races_.pop_back();
  for (std::uint32_t part = fresh; part < size; ++part) order(part);
  if (plain_) note_plain(fresh);
  for (Race& race : races_) {
    if (race.settled) continue;
    if (counts(race)) reverse(race);
  }
  for (const Disabled& disabled : search_.disabled()) {
    const std::uint32_t first = search_.first_part(disabled.step);
    if (counts({first, first, false})) reverse_disabled(disabled);
  }
  for (const Abandoned& abandoned : search_.abandoned()) reverse_abandoned(abandoned);
}

// The first part whose row and races are not those of the execution before.
std::uint32_t Races::first_fresh(std::uint32_t size) {
  const std::size_t words = (size + 63) / 64;
  const bool grows = words > words_;
  words_ = std::max(words_, words);
  rows_.resize(std::max(rows_.size(), size * words_));
  const std::uint32_t shared = std::min(size, search_.shared_parts());
  taken_.resize(size);
  const Sequence& history = search_.history();
  for (std::uint32_t part = shared; part < size; ++part) {
    posted_ = posted_ || history[part].posts;
  }
  const std::uint32_t retaken = posted_ ? first_retaken(shared) : shared;
  return grows ? 0 : retaken;
}

// What is received later puts earlier sends in order: where that is no longer the same, all that
// comes after such a send is looked at again.
std::uint32_t Races::first_retaken(std::uint32_t shared) {
  const Sequence& history = search_.history();
  note_taken();
  std::uint32_t first = shared;
  for (std::uint32_t part = 0; part < history.size(); ++part) {
    const std::uint8_t taken = sent_what_was_taken(history[part]) ? 1 : 0;
    if (part < shared && taken != taken_[part]) first = std::min(first, part);
    taken_[part] = taken;
  }
  return first;
}

// A race is counted when it is first found, and reversed again in each execution that has it until
// it is settled: what else happens there decides what comes before the reversal.
bool Races::counts(const Race& race) {
  if (race.later >= search_.shared_parts()) {
    ++found_;
    instants_.insert(search_.time_of(search_.history()[race.earlier].step));
  }
  ++met_;
  return dropped_ == 0 || met_ % dropped_ != 0;
}

void pack_instants(Pack& pack, std::set<Instant>& instants) {
  std::vector<Instant> all(instants.begin(), instants.end());
  pack.items(all, [&](Instant& instant) {
    auto count = static_cast<std::uint64_t>(instant.count());
    pack.number(count, static_cast<std::uint64_t>(Duration::infinite().count()));
    instant = Instant::at(Duration::nanoseconds(static_cast<std::int64_t>(count)));
  });
  instants = {all.begin(), all.end()};
}

void Races::pack(Pack& pack) {
  pack.number(found_);
  pack_instants(pack, instants_);
}

// How often the object that `wait` waits for was opened without the race's earlier step.
std::uint64_t Races::openings(const Touch& wait, const Race& race, std::uint32_t first) const {
  const Sequence& history = search_.history();
  const std::uint32_t step = history[race.earlier].step;
  std::uint64_t count = 0;
  for (std::uint32_t index = 0; index < history.size(); ++index) {
    const Part& part = history[index];
    if (part.step == step || (index >= first && chosen_[index] == 0)) continue;
    for (const Touch& touch : history.touches(part)) {
      if (touch.object != wait.object) continue;
      const bool own = part.actor == history[race.later].actor && index < race.later;
      if (own && touch.operation == Operation::condition_wait) count = 0;
      switch (touch.operation) {
        case Operation::semaphore_release:
        case Operation::condition_signal:
        case Operation::receive_request:
          ++count;
          break;
        case Operation::condition_broadcast:
          count += 1'000'000;
          break;
        case Operation::receive_try:
          count += touch.value == 0 ? 0 : 1;
          break;
        default:
          break;
      }
    }
  }
  return count;
}

bool Races::grantable(const Race& race, std::uint32_t first) {
  const Sequence& history = search_.history();
  for (const Touch& touch : history.touches(history[race.later])) {
    const bool waits = touch.operation == Operation::semaphore_wait ||
                       touch.operation == Operation::condition_wake ||
                       touch.operation == Operation::send_wait;
    // One more than the room that it takes (Channel::room_needed).
    const std::uint64_t extra = touch.operation == Operation::send_wait ? 1 : 0;
    if (waits && openings(touch, race, first) + extra < touch.value) return false;
  }
  return true;
}

// Whether the later part could happen without any part of the earlier one's step, if what it waits
// for is granted; `granting` says that a part of that step grants it.
bool Races::possible(const Race& race, std::uint32_t first, bool& granting) const {
  const Sequence& history = search_.history();
  const std::uint32_t step = history[race.earlier].step;
  std::uint32_t part = first;
  for (; part < race.later && history[part].step == step; ++part) {
    const Binding binding =
        search_.judge().binding(history, history[part], history, history[race.later]);
    if (binding.fixed) return false;
    granting = granting || binding.granting;
  }
  for (; part < race.later; ++part) {
    if (after(race.later, part) && after(part, first)) return false;
  }
  return true;
}

// Collects what of the instant does not happen after `step`: it comes before the reversal.
void Races::begin_sequence(std::uint32_t step) {
  const Sequence& history = search_.history();
  const std::uint32_t first = search_.first_part(step);
  const std::uint32_t end = instant_end(step);
  sequence_.clear();
  chosen_.assign(history.size(), 0);
  chosen_end_ = first;
  for (std::uint32_t part = first; part < end; ++part) {
    if (history[part].step == step || after(part, first)) continue;
    chosen_[part] = 1;
    chosen_end_ = part + 1;
  }
}

void Races::reverse(Race& race) {
  const Sequence& history = search_.history();
  const std::uint32_t step = history[race.earlier].step;
  const std::uint32_t first = search_.first_part(step);
  bool granting = false;
  if (!possible(race, first, granting)) return;
  begin_sequence(step);
  if (granting && !grantable(race, first)) return;
  if (settles(race, first)) return settle(race, first);
  for (std::uint32_t part = first; part < chosen_end_; ++part) {
    if (chosen_[part] != 0) sequence_.append(history, history[part]);
  }
  sequence_.append(history, history[race.later]);
  revalue(race, first);
  if (race.observed) append_observer(race, first);
  search_.try_before(step, sequence_);
}

std::uint32_t Races::receiver_of(std::uint32_t sent) const {
  const Sequence& history = search_.history();
  for (const Touch& item : history.touches(history[sent])) {
    if (item.operation != Operation::post) continue;
    for (std::uint32_t part = sent + 1; part < history.size(); ++part) {
      if (!history[part].receives) continue;
      for (const Touch& touch : history.touches(history[part])) {
        if (touch.object == item.object && touch.value == item.value) return part;
      }
    }
  }
  return kNobody;
}

// Marks what must happen before `part` can, within its instant, but for the race's earlier send.
void Races::need_before(std::uint32_t part, std::uint32_t from, const Race& race) {
  const Sequence& history = search_.history();
  const Part& target = history[part];
  for (std::uint32_t before = from; before < part; ++before) {
    const bool binds =
        before != race.earlier &&
        (history[before].actor == target.actor ||
         search_.judge().binding(history, history[before], history, target).dependent);
    if (!binds) continue;
    needed_[before] = 1;
    for (std::uint32_t other = from; other < before; ++other) {
      if (after(before, other)) needed_[other] = 1;
    }
  }
}

// Whether `part` is the end of a receive that was requested before all that is needed, so that it
// takes an earlier item: without it nobody could tell that there was one.
bool Races::receives_earlier(std::uint32_t part, std::uint32_t receiver,
                             std::uint32_t first) const {
  const Sequence& history = search_.history();
  if (!history[part].receives || part == receiver) return false;
  if ((history[part].mask & history[receiver].mask) == 0) return false;
  for (std::uint32_t request = part; request-- > 0;) {
    if (history[request].actor != history[part].actor) continue;
    return request < first || needed_[request] != 0 || chosen_[request] != 0;
  }
  return false;
}

// Two sends in the other order are another trace only if somebody sees it: all goes on until the
// receive that took the earlier one's item, which now takes another.
void Races::append_observer(const Race& race, std::uint32_t first) {
  const Sequence& history = search_.history();
  const std::uint32_t receiver = receiver_of(race.earlier);
  if (receiver == kNobody) return;
  chosen_[race.later] = 1;
  for (std::uint32_t part = race.later + 1; part < history.size(); ++part) {
    const Part& answer = history[part];
    if (answer.step != history[race.later].step || !answer.choice) continue;
    chosen_[part] = 1;
    sequence_.append(history, answer);
  }
  const std::uint32_t instant = std::max(first, instant_first(history[receiver].step));
  needed_.assign(history.size(), 0);
  for (std::uint32_t part = first; part < instant; ++part) needed_[part] = 1;
  need_before(receiver, instant, race);
  const std::uint32_t end = instant_end(history[receiver].step);
  for (std::uint32_t part = instant; part < end; ++part) {
    if (!receives_earlier(part, receiver, first)) continue;
    if (part < receiver) need_before(part, instant, race);
    needed_[part] = 1;
  }
  for (std::uint32_t part = first; part < end; ++part) {
    const bool wanted = part < receiver ? needed_[part] != 0 && chosen_[part] == 0
                                        : part == receiver || (needed_[part] != 0);
    if (wanted) sequence_.append(history, history[part]);
    if (part == receiver) take_instead(race);
  }
}

// The receiver takes the later one's item.
void Races::take_instead(const Race& race) {
  const Sequence& history = search_.history();
  for (const Touch& item : history.touches(history[race.later])) {
    if (item.operation != Operation::post) continue;
    sequence_.set_value(sequence_.size() - 1, Operation::receive_wait, item.value);
    sequence_.set_value(sequence_.size() - 1, Operation::receive_try, item.value);
  }
}

}  // namespace hindcast
