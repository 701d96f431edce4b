// GuardRegistry: breakers, other guards and retry policies of one's own, by the name under which a
// system file puts them on a connection.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/resilience/breaker_view.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"

namespace hindcast {

class GuardRegistry {
 public:
  // A guard, and what it shows of itself if it is a circuit breaker.
  struct Guard {
    std::shared_ptr<CallGuard> guard{};
    const BreakerView* view = nullptr;
  };
  using MakeGuard = std::function<Guard(const GuardPlace& place)>;
  using MakeRetry = std::function<std::shared_ptr<RetryPolicy>(const GuardPlace& place)>;

  // REQUIRES: the name is new among guards, or among retry policies.
  void add_guard(std::string name, MakeGuard make);
  void add_retry(std::string name, MakeRetry make);
  // Registers a class that is CallGuard and BreakerView and is made from a GuardPlace.
  template <class Kind>
  void add_breaker(std::string name) {
    add_guard(std::move(name), [](const GuardPlace& place) {
      auto made = std::make_shared<Kind>(place);
      const BreakerView* const view = made.get();
      return Guard{std::move(made), view};
    });
  }

  // Return null if there is none of that name.
  const MakeGuard* find_guard(std::string_view name) const;
  const MakeRetry* find_retry(std::string_view name) const;
  // In their order.
  std::vector<std::string> guard_names() const;
  std::vector<std::string> retry_names() const;

 private:
  std::map<std::string, MakeGuard, std::less<>> guards_;
  std::map<std::string, MakeRetry, std::less<>> retries_;
};

}  // namespace hindcast
