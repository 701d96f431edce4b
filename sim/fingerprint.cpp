#include "hindcast/sim/fingerprint.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "hindcast/sim/node.hpp"
#include "hindcast/sim/pending_turns.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kFiber = 0x66696265ULL;
constexpr std::uint64_t kDue = 0x64756500ULL;
constexpr std::uint64_t kOwned = 0x6f776e65ULL;

// How many wait in the same queue since before.
std::uint64_t place_in_queue(const Fiber& fiber) {
  std::uint64_t place = 0;
  for (const Waiter* older = fiber.waiter->older; older != nullptr; older = older->older) ++place;
  return place;
}

bool waits(const Fiber& fiber) {
  return fiber.state == FiberState::waiting && fiber.waiter != nullptr;
}

// A handler's path and subject are its message's; children inherit the subject.
bool works_for_request(const Fiber& fiber) { return fiber.subject != fiber.path; }

}  // namespace

// Adds up a state. A sum does not depend on the order in which the parts come.
class StateSum {
 public:
  StateSum(const Fingerprints& prints, StateNames names)
      : prints_(prints), names_(names), entities_(prints.alike_.size()) {}

  void add(const Fiber& fiber) {
    const bool waiting = waits(fiber);
    const Key object = waiting ? fiber.waiter->target->key() : fiber.object;
    const std::size_t entity = entity_of(fiber);
    std::uint64_t hash =
        mix(kFiber, static_cast<std::uint64_t>(waiting ? fiber.waiter->operation : fiber.pending));
    hash = mix(hash, waiting ? place_in_queue(fiber) + 1 : 0);
    if (names_ == StateNames::roles && works_for_request(fiber)) {
      const std::string_view about = waiting ? fiber.waiter->target->name() : "";
      put(entity, mix(role_of(fiber), mix(hash, hash_text(about))));
    } else {
      put(entity, mix(name_of(fiber, entity), mix(hash, object_name(object, fiber, entity))));
    }
  }

  // Something that is ready now or due later, of a fiber or of a message.
  void add_due(const Fiber* fiber, Key message, Duration in) {
    const std::uint64_t hash = mix(kDue, static_cast<std::uint64_t>(in.count()));
    if (fiber == nullptr) {
      put(prints_.alike_.size(), names_ == StateNames::roles ? hash : mix(hash, message.value));
      return;
    }
    const std::size_t entity = entity_of(*fiber);
    const bool by_role = names_ == StateNames::roles && works_for_request(*fiber);
    put(entity, mix(by_role ? role_of(*fiber) : name_of(*fiber, entity), hash));
  }

  std::uint64_t value(bool by_own_names) const {
    std::uint64_t sum = rest_;
    for (std::size_t index = 0; index < entities_.size(); ++index) {
      const AlikeEntity& entity = prints_.alike_[index];
      const std::uint64_t hash = mix(entities_[index], entity.of ? entity.of() : 0);
      sum += by_own_names ? mix(entity.path.value, hash) : mix(kOwned, hash);
    }
    for (const auto& of : prints_.shared_) sum = mix(sum, of());
    return sum;
  }

  // Somebody is about to use what belongs to another entity, so names matter.
  bool entangled() const { return entangled_; }

 private:
  std::size_t entity_of(const Fiber& fiber) const {
    if (names_ != StateNames::alike) return prints_.alike_.size();
    const auto& all = prints_.alike_;
    const auto found = std::ranges::find_if(all, [&](const AlikeEntity& entity) {
      return entity.path == fiber.path || entity.path == fiber.node->path();
    });
    return static_cast<std::size_t>(found - all.begin());
  }

  void put(std::size_t entity, std::uint64_t hash) {
    (entity < entities_.size() ? entities_[entity] : rest_) += hash;
  }

  static std::uint64_t role_of(const Fiber& fiber) {
    return mix(fiber.component.value, hash_text(fiber.name));
  }

  std::uint64_t name_of(const Fiber& fiber, std::size_t entity) const {
    const bool named = entity == entities_.size();
    return named ? fiber.path.value : mix(hash_text(fiber.name), fiber.options.serves ? 1 : 0);
  }

  std::uint64_t object_name(Key object, const Fiber& fiber, std::size_t entity) {
    if (entity == entities_.size() && names_ != StateNames::alike) return object.value;
    if (object == fiber.path) return kOwned;
    for (std::size_t owner = 0; owner < prints_.alike_.size(); ++owner) {
      const AlikeEntity& other = prints_.alike_[owner];
      const auto found = std::ranges::find(other.objects, object);
      if (found == other.objects.end() && other.path != object) continue;
      if (owner != entity) entangled_ = true;
      return mix(kOwned, static_cast<std::uint64_t>(found - other.objects.begin()));
    }
    return object.value;
  }

  const Fingerprints& prints_;
  StateNames names_;
  bool entangled_ = false;
  std::uint64_t rest_ = 0;
  std::vector<std::uint64_t> entities_;
};

std::uint64_t Fingerprints::state(const Scheduler& scheduler, StateNames names) const {
  StateSum sum(*this, names);
  scheduler.each_fiber([&](const Fiber& fiber) { sum.add(fiber); });
  scheduler.each_due([&](const Scheduler::Pending& pending) {
    sum.add_due(pending.fiber, pending.message, pending.in);
  });
  if (names == StateNames::alike && sum.entangled()) return state(scheduler, StateNames::own);
  return sum.value(names != StateNames::alike);
}

}  // namespace hindcast
