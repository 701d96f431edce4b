// ContextLedger: the oracle of the contexts that a server serves: which value of a customer was
// committed last, and whether an answer was older than that. It is outside of the system; several
// servers on one database may share one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/host/key_map.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class ContextLedger {
 public:
  // A COMMIT of this value was sent: it may come to hold from now on.
  void committing(std::string_view customer, std::string_view value);
  // The database said that it holds, at `at`.
  void committed(std::string_view customer, std::string_view value, Instant at);
  // A caller that asked at `asked` was given this value. Stale is a value that another had
  // replaced, committed and acknowledged, before the caller asked.
  void served(std::string_view customer, std::string_view value, Instant asked);

  std::uint64_t served_count() const { return served_; }
  std::uint64_t stale_served() const { return stale_; }
  // The value that was served or committed last; empty if there is none.
  std::string last_served(std::string_view customer) const;
  std::string last_committed(std::string_view customer) const;

 private:
  struct Entry {
    std::string served{};
    std::string committed{};
    Instant committed_at = Instant::never();
    std::vector<std::uint64_t> in_doubt{};  // hashes of values whose COMMIT has no known outcome
  };
  static constexpr std::size_t kInDoubtMax = 16;

  Entry& entry(std::string_view customer) { return entries_[Key{hash_text(customer)}]; }
  const Entry* find(std::string_view customer) const {
    return entries_.find(Key{hash_text(customer)});
  }

  KeyMap<Entry> entries_;
  std::uint64_t served_ = 0;
  std::uint64_t stale_ = 0;
};

}  // namespace hindcast
