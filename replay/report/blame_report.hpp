// What a blame says, as text.
#pragma once

#include <string>

#include "hindcast/replay/blame.hpp"
#include "hindcast/replay/report/text_layout.hpp"

namespace hindcast {

// Returns the shares over time, the critical transition, and where the shares jump.
std::string render_blame(const Blame& blame, const TextStyle& style);

// Returns when the failure became certain, or that no moment decided it, and what the story tells
// of that time.
std::string critical_text(const Blame& blame, const TextStyle& style);

}  // namespace hindcast
