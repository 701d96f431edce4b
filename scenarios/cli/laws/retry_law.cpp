#include "hindcast/scenarios/cli/laws/load_law.hpp"
namespace hindcast {
void add_retry_law(std::vector<std::unique_ptr<LoadLaw>>&) {}
}  // namespace hindcast
