#include "hindcast/models/mcp/context_ledger.hpp"

#include <algorithm>

namespace hindcast {

void ContextLedger::committing(std::string_view customer, std::string_view value) {
  Entry& context = entry(customer);
  if (context.in_doubt.size() == kInDoubtMax) context.in_doubt.erase(context.in_doubt.begin());
  context.in_doubt.push_back(hash_text(value));
}

void ContextLedger::committed(std::string_view customer, std::string_view value, Instant at) {
  Entry& context = entry(customer);
  std::erase(context.in_doubt, hash_text(value));
  context.committed = value;
  context.committed_at = at;
}

void ContextLedger::served(std::string_view customer, std::string_view value, Instant asked) {
  ++served_;
  Entry& context = entry(customer);
  context.served = value;
  if (context.committed_at.is_never() || context.committed_at > asked) return;
  if (context.committed == value) return;
  if (std::ranges::find(context.in_doubt, hash_text(value)) == context.in_doubt.end()) ++stale_;
}

std::string ContextLedger::last_served(std::string_view customer) const {
  const Entry* const context = find(customer);
  return context == nullptr ? std::string() : context->served;
}

std::string ContextLedger::last_committed(std::string_view customer) const {
  const Entry* const context = find(customer);
  return context == nullptr ? std::string() : context->committed;
}

}  // namespace hindcast
