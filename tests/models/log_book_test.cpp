// The order of a log's lines, by what they are stamped with.
#include "hindcast/models/host/log_book.hpp"

#include <doctest/doctest.h>

#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// Returns the lines of an hour that sort wrong, the clock having been set back by so much after 10
// minutes.
std::uint64_t disorder(StampForm form, const char* begins, Duration set_back) {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host", {.begins = begins});
  const LogBookOptions options{.form = form, .zone = "America/New_York"};
  LogBook& log = world.add_to<LogBook>(host.node(), "log", options);
  world.inject("set", [&] {
    sleep(10min);
    if (set_back > Duration::zero()) host.clocks().step(-set_back);
  });
  world.end_at(Instant::at(1h));
  world.run();
  CHECK(log.lines() == 3'601);
  return log.out_of_order();
}

TEST_CASE("stamps in UTC stay in order over a fold, stamps in local time do not") {
  const char* const kFold = "2024-11-03T05:30:00Z";
  CHECK(disorder(StampForm::utc, kFold, Duration::zero()) == 0);
  CHECK(disorder(StampForm::local, kFold, Duration::zero()) == 1);
  CHECK(disorder(StampForm::local, "2024-03-10T06:30:00Z", Duration::zero()) == 0);
}

TEST_CASE("a clock that is set back disorders any log") {
  CHECK(disorder(StampForm::utc, "2024-06-01T00:00:00Z", 1min) == 1);
  CHECK(disorder(StampForm::local, "2024-06-01T00:00:00Z", 1min) == 1);
}

TEST_CASE("stamps read as the real ones, before 1970 too") {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host");
  const TimeZone zone = ZoneTables::pinned().find("America/New_York").value();
  host.clocks().set_wall(WallTime::nanoseconds(1'710'054'000'007'000'000));
  CHECK(log_stamp(host.node(), StampForm::utc, zone) == "2024-03-10T07:00:00.007Z");
  CHECK(log_stamp(host.node(), StampForm::local, zone) == "2024-03-10 03:00:00,007");
  host.clocks().set_wall(WallTime::nanoseconds(-1));
  CHECK(log_stamp(host.node(), StampForm::utc, zone) == "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace hindcast
