#include "hindcast/replay/report/listing_json.hpp"

#include <nlohmann/json.hpp>

#include "hindcast/replay/report/json_parts.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

Json things_json(const std::vector<ListedThing>& things) {
  return array_json(things, [](const ListedThing& thing) {
    return Json{{"name", text_json(thing.name)}, {"about", text_json(thing.about)}};
  });
}

}  // namespace

std::string render_list_json(const Listing& listing) {
  Json json = {{"format", "hindcast.list"}, {"version", 1}};
  json["scenarios"] = array_json(listing.scenarios, [](const ListedScenario& scenario) {
    return Json{{"name", scenario.info.name},
                {"level", scenario.info.level},
                {"family", text_json(scenario.info.family)},
                {"title", text_json(scenario.info.title)},
                {"on_request", scenario.on_request},
                {"has_check", scenario.has_check}};
  });
  json["laws"] = things_json(listing.laws);
  json["systems"] = things_json(listing.systems);
  json["component_kinds"] = things_json(listing.component_kinds);
  json["plugs"] = things_json(listing.plugs);
  return json.dump(2) + "\n";
}

std::string render_explanation_json(const Explanation& explanation) {
  Json json = {{"format", "hindcast.explanation"},
               {"version", 1},
               {"kind", explanation.kind},
               {"name", explanation.name}};
  for (const auto& [what, text] : explanation.texts) json[what] = text_json(text);
  if (explanation.scenario) {
    json["level"] = explanation.scenario->info.level;
    json["on_request"] = explanation.scenario->on_request;
    json["catalogue_row"] = explanation.catalogue_row;
    json["check"] = Json(nullptr);
    if (explanation.scenario->has_check) {
      const Json assignments = array_json(explanation.check_assignments, [](const Assignment& one) {
        return text_json(one.path + "=" + one.value);
      });
      json["check"] = {{"system", explanation.check_system}, {"assignments", assignments}};
    }
  }
  json["parameters"] = array_json(explanation.parameters, [](const ExplainedParameter& parameter) {
    return Json{{"path", parameter.path},
                {"default", text_json(parameter.initial)},
                {"about", text_json(parameter.about)}};
  });
  return json.dump(2) + "\n";
}

}  // namespace hindcast
