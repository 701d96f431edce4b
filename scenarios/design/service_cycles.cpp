#include "hindcast/scenarios/design/service_cycles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/models/service/service_options.hpp"
#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {
namespace {

const ServiceOptions* service_options(const ComponentDesign& component) {
  if (component.kind->fields != &ServiceOptions::fields()) return nullptr;
  return static_cast<const ServiceOptions*>(component.options.get());
}

// Follows the calls that every request of one operation makes.
class CertainCalls {
 public:
  CertainCalls(const Design& design, std::string operation)
      : design_(design), operation_(std::move(operation)) {
    for (const ConnectionDesign& connection : design.connections) {
      targets_[connection.from] = connection.to.substr(0, connection.to.find('.'));
    }
  }

  void follow_from(const std::string& name) {
    const auto entered = std::find(path_.begin(), path_.end(), name);
    if (entered != path_.end()) refuse({entered, path_.end()});
    if (!done_.insert(name).second) return;
    const ComponentDesign* const component = design_.find(name);
    const ServiceOptions* const options =
        component == nullptr ? nullptr : service_options(*component);
    if (options == nullptr) return;
    path_.push_back(name);
    for (const std::string& text : options->calls) {
      const CallEntry call = call_entry(text);
      const bool meant = call.operation.empty() || call.operation == operation_;
      if (meant && call.probability >= Ratio::one()) follow_from(targets_[name + "." + call.port]);
    }
    path_.pop_back();
  }

 private:
  [[noreturn]] void refuse(std::vector<std::string> circle) const {
    const std::string first = circle.front();
    std::string text;
    for (const std::string& name : circle) text += name + " -> ";
    throw InputError(
        design_.find(first)->place,
        fmt::format("every {} request goes round for ever: {}{}", in_quotes(operation_), text,
                    first),
        "let one of these calls be for another operation (\"OPERATION: NAME\") or for a share of "
        "the requests (\"NAME 25%\")");
  }

  const Design& design_;
  std::string operation_;
  std::map<std::string, std::string> targets_;  // by client port
  std::vector<std::string> path_;
  std::set<std::string> done_;
};

std::set<std::string> operations_of(const Design& design) {
  std::set<std::string> operations;
  for (const ComponentDesign& component : design.components) {
    if (component.kind->fields == &ServiceClientsOptions::fields()) {
      const auto* const clients =
          static_cast<const ServiceClientsOptions*>(component.options.get());
      for (const std::string& entry : clients->operations) {
        operations.insert(std::string(split_entry(entry).name));
      }
    }
  }
  return operations;
}

}  // namespace

void check_calls_end(const Design& design) {
  for (const std::string& operation : operations_of(design)) {
    CertainCalls calls(design, operation);
    for (const ComponentDesign& component : design.components) calls.follow_from(component.name);
  }
}

}  // namespace hindcast
