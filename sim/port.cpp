#include "hindcast/sim/port.hpp"

#include "hindcast/sim/world.hpp"

namespace hindcast {

Port::Port(Component& owner, Label name, Role role, Protocol protocol)
    : owner_(owner),
      name_(name),
      path_(child(owner.path(), name.hash(), 0)),
      role_(role),
      protocol_(protocol) {
  HINDCAST_CHECK(owner.find_port(name.text()) == nullptr);
  owner.ports_.push_back(this);
}

std::string Port::full_name() const { return owner_.name() + "." + name_.text(); }

}  // namespace hindcast
