// LogBook: a process's log on a node: a line now and then, stamped with the node's wall clock as
// loggers do it. Whoever merges or searches logs sorts by these texts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/time/time_zone.hpp"
#include "hindcast/models/time/wall_time.hpp"
#include "hindcast/models/time/zone_tables.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

enum class StampForm : std::uint8_t {
  utc,    // 2024-03-10T07:00:00.000Z, as Date.prototype.toISOString
  local,  // 2024-03-10 03:00:00,000, as Python's logging and log4j's %d
};

// Returns the stamp of a line. The zone is for local ones; the node says what it knows of it.
std::string log_stamp(const Node& node, StampForm form, const TimeZone& zone);

struct LogBookOptions {
  Duration period = std::chrono::seconds(1);
  StampForm form = StampForm::utc;
  std::string zone = "Etc/UTC";
  const ZoneTables* tables = nullptr;  // the pinned ones if null

  static const FieldTable<LogBookOptions>& fields();
};

class LogBook final : public Component {
 public:
  using Options = LogBookOptions;

  LogBook(const Place& place, Options options);

  std::uint64_t lines() const { return lines_; }
  // Lines that sort before the line that was written before them.
  std::uint64_t out_of_order() const { return out_of_order_; }
  // The first of these, with the one before: "2024-... < 2024-...".
  const std::string& first_disorder() const { return first_disorder_; }

 private:
  std::unique_ptr<Process> boot() override;
  void write_line();

  Options options_;
  TimeZone zone_;
  std::string last_;
  std::string first_disorder_;
  std::uint64_t lines_ = 0;
  std::uint64_t out_of_order_ = 0;
};

}  // namespace hindcast
