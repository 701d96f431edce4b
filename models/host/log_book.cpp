#include "hindcast/models/host/log_book.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

std::string log_stamp(const Node& node, StampForm form, const TimeZone& zone) {
  const WallTime wall = wall_now(node);
  const std::int64_t posix = wall.seconds();
  const std::int64_t milliseconds = wall.milliseconds() - posix * 1'000;
  if (form == StampForm::utc) {
    return fmt::format("{}.{:03}Z", to_text(civil_from_seconds(posix)), milliseconds);
  }
  std::string text = to_text(civil_from_seconds(posix + zone_type_at(node, zone, posix).offset));
  text[text.find('T')] = ' ';
  return fmt::format("{},{:03}", text, milliseconds);
}

const FieldTable<LogBookOptions>& LogBookOptions::fields() {
  using Options = LogBookOptions;
  static const FieldTable<Options> table{
      field("period", &Options::period,
            {.minimum = std::chrono::milliseconds(1), .about = "between two lines"}),
      field("form", &Options::form,
            {.names = {{StampForm::utc, "utc"}, {StampForm::local, "local"}},
             .about = "of the time stamps"}),
      field("zone", &Options::zone, {.about = "of local stamps, of the tz database"}),
  };
  return table;
}

LogBook::LogBook(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      zone_((options_.tables == nullptr ? ZoneTables::pinned() : *options_.tables)
                .find(options_.zone)
                .value_or_throw({"zone"})) {}

std::unique_ptr<Process> LogBook::boot() {
  spawn("log",
        [this] {
          for (;;) {
            write_line();
            sleep(options_.period);
          }
        },
        {.serves = true});
  return std::make_unique<Process>();
}

void LogBook::write_line() {
  std::string stamp = log_stamp(node(), options_.form, zone_);
  ++lines_;
  if (stamp < last_) {
    ++out_of_order_;
    if (first_disorder_.empty()) first_disorder_ = fmt::format("{} after {}", stamp, last_);
  }
  last_ = std::move(stamp);
}

}  // namespace hindcast
