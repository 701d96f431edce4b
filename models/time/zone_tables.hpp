// ZoneTables: the zones of the tz database. The pinned tables are part of the program, so that a
// run that reads civil time means the same on any machine; the machine's own can be read instead.
//
// Source of the pinned tables: the tz database 2026f (public domain), compiled by zic, in
// models/time/zones.txt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/time/time_zone.hpp"

namespace hindcast {

class ZoneTables {
 public:
  // Returns the tables that are part of the program.
  static const ZoneTables& pinned();
  // Returns the tables of a directory that zic wrote, with the file tzdata.zi that lists them
  // (/usr/share/zoneinfo). Throws InputError if it is none.
  static ZoneTables in_directory(const std::string& directory);

  // Returns the version of the database: "2026f".
  const std::string& version() const { return version_; }
  // Returns every name, links to other zones among them, sorted.
  std::vector<std::string> names() const;
  // Returns the zone; its name() is the one that a link points to.
  Parsed<TimeZone> find(std::string_view name) const;

  // Returns the tables as text: a line with the version, then one for each zone or link.
  std::string text() const;

 private:
  // Either a zone, as TimeZone::line() writes it, or a link, as "NAME=TARGET".
  using Lines = std::vector<std::string>;

  ZoneTables(std::string version, Lines lines);
  const std::string* line_of(std::string_view name) const;

  std::string version_;
  Lines lines_;
};

}  // namespace hindcast
