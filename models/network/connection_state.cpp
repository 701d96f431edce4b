#include "hindcast/models/network/connection_state.hpp"

namespace hindcast {

const char* name_of(ConnectionState state) {
  switch (state) {
    case ConnectionState::closed:
      return "closed";
    case ConnectionState::connecting:
      return "connecting";
    case ConnectionState::established:
      return "established";
    case ConnectionState::half_open:
      return "half-open";
    case ConnectionState::reset:
      return "reset";
  }
  return "";
}

}  // namespace hindcast
