// The block CIRCUIT BREAKERS in words.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/report/breaker_block.hpp"
#include "hindcast/replay/report/text_layout.hpp"

namespace hindcast {

// Writes the block's lines, without its heading.
void write_breakers(const BreakerBlock& block, TextLayout& layout);

// "opened in 20 of 20 runs [.839, 1], 0.5 s after the fault began (p95 1.2 s)", "nothing to do".
std::string opening_words(const BreakerItem& item);

}  // namespace hindcast
