#include "hindcast/models/network/burst_loss.hpp"

namespace hindcast {

const FieldTable<BurstLossOptions>& BurstLossOptions::fields() {
  using Options = BurstLossOptions;
  static const FieldTable<Options> table{
      field("p", &Options::p,
            {.about = "from the good state to the bad one, before each packet; 0% is off",
             .source = "tc-netem(8) loss gemodel"}),
      field("r", &Options::r,
            {.minimum = Ratio::parts_per_billion(1),
             .about = "from the bad state back; a bad spell lasts 1/r packets in the mean",
             .source = "Gilbert 1960: the bad spell's mean length is 1/r"}),
      field("1-h", &Options::loss_bad,
            {.about = "of packets lost in the bad state", .source = "tc-netem(8) loss gemodel"}),
      field("1-k", &Options::loss_good,
            {.about = "of packets lost in the good state", .source = "tc-netem(8) loss gemodel"}),
  };
  return table;
}

}  // namespace hindcast
