// hindcast check of the stories of many moments: cut-off caches, locks, nested transactions, odd
// instants of time.
#include <doctest/doctest.h>

#include "tests/scenarios/check_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

constexpr const char* kPlain = "small_platform";
constexpr const char* kHardened = "small_platform_hardened";

void holds(const SmallSearch& search) {
  CHECK(search.result.complete);
  CHECK(search.findings.empty());
}

}  // namespace

TEST_CASE("a cut-off cache loses reads on the defaults and none where commands have a timeout") {
  const SmallSearch plain = search_small("read_partition", kPlain);
  CHECK(plain.result.complete);
  CHECK(plain.found("a read is answered in time although the cache is cut off"));
  CHECK(digest_again("read_partition", kPlain, {}, plain.findings.front()) ==
        plain.findings.front().digest);
  const SmallSearch hardened = search_small("read_partition", kHardened);
  holds(hardened);
  CHECK(hardened.result.executions > 100);
  CHECK(search_small("read_partition", kHardened).digests == hardened.digests);
}

TEST_CASE("tables taken in opposite orders deadlock at some moments, in one order at none") {
  for (const char* const system : {kPlain, kHardened}) {
    const SmallSearch opposite = search_small("lock_orders", system);
    const SmallSearch same =
        search_small("lock_orders", system, {{.path = "lock_orders.order", .value = "same"}});
    CHECK(opposite.result.complete);
    CHECK(opposite.result.violations > 0);
    CHECK(opposite.result.violations < opposite.result.executions);
    CHECK(opposite.result.executions == same.result.executions);
    holds(same);
  }
}

TEST_CASE("nested transactions deadlock in a pool of one at every moment, and end where calls do") {
  const SmallSearch plain = search_small("nested_orders", kPlain);
  CHECK(plain.result.deadlocks == plain.result.executions);
  holds(search_small("nested_orders", kHardened));
}

TEST_CASE("both sides of a change of local time differ in a local log only") {
  CHECK(search_small("daylight_sides", kPlain).result.violations == 13);
  holds(search_small("daylight_sides", kPlain, {{"daylight_sides.log", "utc"}}));
  holds(search_small("daylight_sides", kHardened,
                     {{"daylight_sides.instant", "2024-03-10T07:00:00Z"}}));
}

TEST_CASE("a leap second that steps makes a key live longer, a smeared one does not") {
  const SmallSearch step = search_small("leap_sides", kPlain);
  CHECK(step.result.executions == 13);
  CHECK(step.found("a context lives in the cache no longer than its time"));
  CHECK(step.found("the log sorts as it was written"));
  holds(search_small("leap_sides", kHardened, {{"leap_sides.policy", "smear"}}));
}

TEST_CASE("an update survives a kill at every step on both systems") {
  holds(search_small("update_crash", kPlain));
  holds(search_small("update_crash", kHardened));
}
