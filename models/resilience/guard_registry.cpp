#include "hindcast/models/resilience/guard_registry.hpp"

#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

void GuardRegistry::add_guard(std::string name, MakeGuard make) {
  const bool is_new = guards_.emplace(std::move(name), std::move(make)).second;
  HINDCAST_CHECK(is_new);
}

void GuardRegistry::add_retry(std::string name, MakeRetry make) {
  const bool is_new = retries_.emplace(std::move(name), std::move(make)).second;
  HINDCAST_CHECK(is_new);
}

const GuardRegistry::MakeGuard* GuardRegistry::find_guard(std::string_view name) const {
  const auto found = guards_.find(name);
  return found == guards_.end() ? nullptr : &found->second;
}

const GuardRegistry::MakeRetry* GuardRegistry::find_retry(std::string_view name) const {
  const auto found = retries_.find(name);
  return found == retries_.end() ? nullptr : &found->second;
}

std::vector<std::string> GuardRegistry::guard_names() const {
  std::vector<std::string> names;
  for (const auto& entry : guards_) names.push_back(entry.first);
  return names;
}

std::vector<std::string> GuardRegistry::retry_names() const {
  std::vector<std::string> names;
  for (const auto& entry : retries_) names.push_back(entry.first);
  return names;
}

}  // namespace hindcast
