// The system file that `hindcast new` writes.
#pragma once

#include <string_view>

namespace hindcast {

std::string_view starter_system();

}  // namespace hindcast
