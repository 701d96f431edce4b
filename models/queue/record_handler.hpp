// RecordHandler: own code of an embedding program in the place of the queue worker's: what is done
// with each whole record. Reading, offsets, retries, back-off and quarantine stay the worker's. It
// lives in the worker's process, one in each life of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hindcast/models/queue/database_session.hpp"

namespace hindcast {

struct QueueRecord {
  std::string id;
  std::string_view text;  // the record, as JSON
};

class RecordHandler {
 public:
  virtual ~RecordHandler() = default;
  // Delivers a record. A result that is not ok is tried again, as the worker's options say. The
  // worker's own: INSERT INTO events, by the record's id.
  virtual DatabaseResult deliver(const QueueRecord& record, DatabasePort& database) = 0;
};

using RecordHandlerFactory = std::function<std::unique_ptr<RecordHandler>()>;

}  // namespace hindcast
