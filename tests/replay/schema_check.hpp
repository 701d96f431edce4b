// The validator of JSON Schema, which tests of other folders share.
#pragma once

#include "tests/support/schema_check.hpp"
