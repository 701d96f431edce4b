// read_json_file: a JsonDocument from a path, which may name anything a person or a script may
// type.
#pragma once

#include <string>

#include "hindcast/models/json/reader.hpp"

namespace hindcast {

// Reads the bytes of a file, pipe or device, as below, without looking at them.
std::string read_text_file(const std::string& path, std::size_t bytes_max = JsonLimits{}.bytes_max);

// Reads a JSON file, pipe or device. It never reads more than limits.bytes_max + 1 bytes, nor any
// of a regular file that is larger. Refused with an InputError: what is missing, unreadable, a
// directory, too large, and what read_json_text refuses. A FIFO that nobody writes to reads as
// empty.
JsonDocument read_json_file(const std::string& path, const JsonLimits& limits = {});

}  // namespace hindcast
