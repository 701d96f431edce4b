#include "hindcast/scenarios/cli/laws/load_law.hpp"
namespace hindcast {
void add_queueing_laws(std::vector<std::unique_ptr<LoadLaw>>&) {}
void add_retry_law(std::vector<std::unique_ptr<LoadLaw>>&) {}
}  // namespace hindcast
