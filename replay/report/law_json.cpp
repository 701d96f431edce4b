// Tables of laws as JSON.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "hindcast/replay/report/json_parts.hpp"
#include "hindcast/replay/report/law_table.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json row_json(const LawRow& row) {
  return {{"point", text_json(row.point)},
          {"quantity", row.quantity},
          {"law", or_null(row.law)},
          {"law_n", row.law_n},
          {"value", row.value},
          {"low", row.interval ? Json(row.interval->low) : Json(nullptr)},
          {"high", row.interval ? Json(row.interval->high) : Json(nullptr)},
          {"n", row.n},
          {"chance", or_null(row.chance)},
          {"agreement", name_of(row.agreement)}};
}

Json table_json(const LawTable& table) {
  return {{"name", table.name},
          {"title", table.title},
          {"law", table.statement},
          {"judged", table.judged},
          {"rows", array_json(table.rows, row_json)},
          {"notes", texts_json(table.notes)},
          {"digest", fmt::format("{:016x}", table.digest)},
          {"interrupted", table.interrupted}};
}

}  // namespace

std::string render_laws_json(const std::vector<LawTable>& tables) {
  Json json;
  json["format"] = "hindcast.laws";
  json["version"] = 1;
  json["laws"] = array_json(tables, table_json);
  return json.dump(2) + "\n";
}

}  // namespace hindcast
