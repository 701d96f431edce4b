#include "hindcast/sim/check.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace hindcast {
namespace {

thread_local CheckContext context_of_thread = nullptr;

const char* base_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

}  // namespace

CheckContext set_check_context(CheckContext context) noexcept {
  CheckContext before = context_of_thread;
  context_of_thread = context;
  return before;
}

void check_failed(const char* condition, const char* file, int line) noexcept {
  const std::string where = context_of_thread == nullptr ? std::string() : context_of_thread();
  std::fprintf(stderr, "hindcast: check failed: %s (%s:%d)%s%s\n", condition, base_name(file), line,
               where.empty() ? "" : "\n", where.c_str());
  std::fflush(stderr);
  std::abort();
}

}  // namespace hindcast
