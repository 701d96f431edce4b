// event.wait(): waits until the event is set. It stays set, for all who come, until it is reset.
#pragma once

#include <cstdint>

#include "hindcast/sim/time.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class Event final : public Waitable {
 public:
  explicit Event(Label name = "event") : Waitable(name) {}

  void wait() { wait_for(Duration::infinite()); }
  // Returns false when it was not set in time.
  bool wait_for(Duration timeout);
  void set();
  void reset();

  bool is_set() const { return set_; }
  std::size_t waiting() const { return queue_.size(); }

 private:
  WaitQueue queue_;
  bool set_ = false;
  std::uint64_t waits_ = 0;  // the sum of the chains of waits since the last set or reset
};

}  // namespace hindcast
