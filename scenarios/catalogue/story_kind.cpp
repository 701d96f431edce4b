#include "hindcast/scenarios/catalogue/story_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace hindcast {
namespace {

// Moves when the stage, the clients' judgement or the link answer differently.
constexpr std::uint32_t kStageRevision = 1;
constexpr std::uint32_t kLinkRevision = 2;

}  // namespace

std::vector<std::string> revisions_of(const Design& design, const std::vector<std::string>& more) {
  std::set<std::string> revisions = {fmt::format("link={}", kLinkRevision),
                                     fmt::format("stage={}", kStageRevision)};
  for (const ComponentDesign& component : design.components) {
    revisions.insert(fmt::format("{}={}", component.kind->name, component.kind->revision));
  }
  for (const PluggedIn& own : design.plugged) {
    revisions.insert(fmt::format("{}={}", own.plug->name, own.plug->revision));
  }
  revisions.insert(more.begin(), more.end());
  return {revisions.begin(), revisions.end()};
}

std::optional<std::string> lacks(const Design& design, const std::vector<std::string_view>& kinds) {
  for (const std::string_view kind : kinds) {
    const bool has =
        std::any_of(design.components.begin(), design.components.end(),
                    [&](const ComponentDesign& component) { return component.kind->name == kind; });
    if (!has) return fmt::format("it has no component of kind {}", kind);
  }
  return std::nullopt;
}

std::optional<std::string> lacks_callers(const Design& design) {
  if (!lacks(design, {"clients"}) || !lacks(design, {"service_clients"})) return std::nullopt;
  return "nobody calls it: it has no component of kind clients or service_clients";
}

}  // namespace hindcast
