// Where a design comes from: a name that is shipped, or a file. Each call reads it anew, so that
// every variant of a design (--set, a recommendation, a neutralised policy) starts from the same
// text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hindcast/scenarios/design/design.hpp"

namespace hindcast {

class SystemSource {
 public:
  // `name_or_path` is a shipped name; or a path, if it holds a slash or ends in .json. Throws
  // InputError if it is neither, or the file is wrong.
  // Its designs read civil time from `zones`; null: from the pinned tables.
  SystemSource(const std::string& name_or_path, const KindRegistry& kinds,
               std::shared_ptr<const ZoneTables> zones = nullptr);

  // The name in commands: the shipped name, or the path as it was given.
  const std::string& argument() const { return argument_; }
  bool shipped() const { return shipped_; }
  // Returns the design with these parameters set. Throws InputError for a wrong assignment.
  std::shared_ptr<const Design> load(const std::vector<Assignment>& assignments) const;

 private:
  std::string argument_;
  std::string text_;
  bool shipped_ = false;
  const KindRegistry* kinds_;
  std::shared_ptr<const ZoneTables> zones_;
};

// Returns the names of the shipped systems, as a list for messages.
std::string shipped_system_names();

}  // namespace hindcast
