#include "hindcast/sim/component.hpp"

#include <cstdio>

#include "hindcast/sim/world.hpp"

namespace hindcast {

Component::Component(const Place& place)
    : node_(place.node),
      name_(place.name),
      path_(child(place.node.path(), hash_text(place.name), 0)) {
  node_.components_.push_back(this);
}

Port* Component::find_port(std::string_view name) const {
  for (Port* const port : ports_) {
    if (port->name().text() == name) return port;
  }
  return nullptr;
}

Port& Component::port(std::string_view name) const {
  Port* const found = find_port(name);
  if (found == nullptr) {
    std::string text = "component " + name_ + " has no port " + std::string(name) + "; it has";
    for (const Port* const port : ports_) text += std::string(" ") + port->name().text();
    check_failed(text.c_str(), "component", 0);
  }
  return *found;
}

}  // namespace hindcast
