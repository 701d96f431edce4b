#include "hindcast/models/network/tcp.hpp"

#include <doctest/doctest.h>

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

TEST_CASE("data is given up 924.6 s after its first transmission, as the kernel documents") {
  const TcpOptions options;
  Duration total = Duration::zero();
  for (std::uint32_t nth = 0; nth < data_transmissions(options); ++nth) {
    total += data_timeout(options, nth);
  }
  CHECK(total == Duration(924'600ms));
  CHECK(data_timeout(options, 0) == Duration(200ms));
  CHECK(data_timeout(options, 9) == Duration(102'400ms));
  CHECK(data_timeout(options, 10) == Duration(120s));
}

TEST_CASE("a connect is given up after 131 s since Linux 6.5 and after 127 s before") {
  TcpOptions options;
  const auto total = [&options] {
    Duration sum = Duration::zero();
    for (std::uint32_t nth = 0; nth < syn_transmissions(options); ++nth) {
      sum += syn_timeout(options, nth);
    }
    return sum;
  };
  CHECK(total() == Duration(131s));
  options.tcp_syn_linear_timeouts = 0;
  CHECK(total() == Duration(127s));
}

}  // namespace
}  // namespace hindcast
