#include "hindcast/models/queue/queue_ledger.hpp"

namespace hindcast {

void QueueLedger::offered(std::string_view id) {
  Entry& record = entry(id);
  if (!record.offered) ++offered_;
  record.offered = true;
}

void QueueLedger::acknowledged(std::string_view id) {
  Entry& record = entry(id);
  if (record.acknowledged) return;
  record.acknowledged = true;
  ++acknowledged_;
  if (!record.delivered) ++undelivered_;
}

void QueueLedger::delivered(std::string_view id) {
  Entry& record = entry(id);
  if (!record.offered) ++invented_;
  if (record.delivered) {
    ++duplicates_;
    return;
  }
  record.delivered = true;
  ++delivered_;
  if (record.acknowledged) --undelivered_;
}

}  // namespace hindcast
