#include "hindcast/sim/wait.hpp"

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

Waitable::Waitable(Label name) : key_(Scheduler::current().name_object(name)), name_(name.text()) {}

}  // namespace hindcast
