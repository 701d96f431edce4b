// The one door: everything that a run may do differently is a question with a few alternatives,
// asked of a Chooser. Alternative 0 is the quiet one; a chooser that always answers 0 gives the
// calm day. Random runs, exhaustive search, replay and shrinking differ only in their chooser.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "hindcast/sim/key.hpp"
#include "hindcast/sim/ratio.hpp"

namespace hindcast {

// What a question is about.
enum class ChoiceKind : std::uint8_t {
  schedule,  // who runs next, among all that could
  message,   // what becomes of a message: delivered, lost, duplicated
  delay,     // which entry of a declared table of delays
  fault,     // whether a fault is active in this run, fires now, or where
  instant,   // when something of the adversary happens
  value,     // any other finite choice of a model
};

// What an actor does next, or did: the vocabulary of the dependence relation.
enum class Operation : std::uint8_t {
  none,
  spawn,
  start,
  wake,
  yield,
  node_memory,
  isolated_step,  // the step of an isolated fiber: it needs only that its node lives
  read,
  write,
  lock_request,
  lock_wait,
  lock_try,
  lock_release,
  semaphore_request,
  semaphore_wait,
  semaphore_try,
  semaphore_release,
  condition_wait,
  condition_wake,
  condition_signal,
  condition_broadcast,
  event_set,
  event_reset,
  event_wait,
  event_wake,
  post,  // a send that never waits: the channel has no bound
  send_request,
  send_wait,
  send_try,
  receive_request,
  receive_wait,
  receive_try,
  channel_close,
  call_send,
  call_wait,
  call_reply,
  deliver,
  expire,
  send_expire,
  join,
  exit,
  cancel,
  crash,
  restart,
  boot,
  pause,
  resume,
  link_change,
  observe,
};

// Returns the operation's name in words, for reports and certificates.
const char* name_of(Operation operation);
const char* name_of(ChoiceKind kind);

// One possible answer to a schedule question: who would run, what it would do, to which object, and
// within which node (`scope` is node_memory, isolated_step or deliver).
struct Alternative {
  Key actor;
  Operation next = Operation::none;
  Key object;
  Operation scope = Operation::none;
  Key node;
};

// One question. `nth` counts the questions of this asker and label, so that a question has the same
// name in every run in which its asker had the same history.
struct ChoicePoint {
  ChoiceKind kind = ChoiceKind::value;
  Key asker;
  Label label = "";
  std::uint32_t nth = 0;
  std::uint32_t arity = 0;
  Ratio unquiet;                              // how often a random run answers other than 0
  std::span<const Alternative> alternatives;  // for schedule questions; empty for the others

  // The question's name: a hash of kind, asker, label and nth.
  Key key() const;
};

// Something that a step did: the dependence relation is a function of two accesses.
struct Access {
  Operation operation = Operation::none;
  Key object;
  // What the relation may need to know: of a wait, how many releases it took; of a send and of what
  // receives, the item's name, which is the same in equivalent interleavings (0 for no item).
  std::uint64_t value = 0;
};

// The answer to a schedule question that need not be put, and how many alternatives it has.
struct Foreseen {
  std::uint32_t answer = 0;
  std::uint32_t arity = 0;
};

// The step that just ended: one actor ran from one scheduling point to its next.
struct Step {
  Key actor;
  std::span<const Access> accesses;
};

// Waits that can be told from their requests: for permits and for room, since more of them may come
// meanwhile; all of them where a crash or a cancellation may come in between.
enum class WaitSplit : std::uint8_t { none, permits, all };

class Chooser {
 public:
  // The answer that prunes the run: it ends at once with verdict inconclusive.
  static constexpr std::uint32_t kStop = std::numeric_limits<std::uint32_t>::max();

  virtual ~Chooser() = default;

  // Says whether questions of this kind are asked. Without `schedule` the kernel runs first in,
  // first out and builds no alternatives; without another kind the answer is 0. Constant during a
  // run.
  virtual bool asks(ChoiceKind kind) const = 0;

  // Says whether schedule questions with a single alternative are put, too: an explorer wants to
  // see what is pending before each step. Constant during a run.
  virtual bool follows_steps() const { return false; }

  // Says which waits are steps of their own even if they are granted at once. The others run with
  // their requests. Constant during a run.
  virtual WaitSplit splits_waits() const { return WaitSplit::none; }

  // Says how the first schedule questions of the run are answered, as far as that is known without
  // seeing what could run: where a run begins as another did. They are not put, and the steps are
  // not reported. Called when a run begins where `follows_steps`; valid until they are used up.
  virtual std::span<const Foreseen> foreseen() { return {}; }

  // Returns an index below `point.arity`, or kStop. Called with arity of at least 2, unless
  // `follows_steps`.
  virtual std::uint32_t choose(const ChoicePoint& point) = 0;

  // Reports the step that just ended. Only called when schedule questions are asked.
  virtual void stepped(const Step&) {}
};

}  // namespace hindcast
