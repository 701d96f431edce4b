// Record: a run on disk, for one whose delta is too long for a token. It is text, so that it can be
// read, compared and attached; it says what it is, and that it is whole:
//
//   hindcast record 1
//   token hc1.<scenario>.<system>.<base>.<seed>.x-<hash>.<stamp>.<digest>
//   delta 2
//   pool.acquire_timeout=2s
//   ?0123456789abcdef=3
//   sum 0123456789abcdef
//
// The version is that of the format. `delta` counts the lines that follow it (see delta.hpp). The
// sum is a hash of all bytes before its line. Files are named *.hcx.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "hindcast/replay/token.hpp"

namespace hindcast {

inline constexpr int kRecordVersion = 1;
inline constexpr std::size_t kRecordBytesMax = std::size_t{16} << 20U;

// Returns the whole text of the record. REQUIRES: the token's delta is known (its `record` is
// empty).
std::string record_text(const Token& token);

// Returns the file name that a record should have: "snowflake-partition-42-0123456789abcdef.hcx".
std::string record_name(const Token& token);

// Reads a record; `file` is the name that messages give it. Throws InputError for what is no
// record, of a later version, cut off, changed, larger than kRecordBytesMax, or inconsistent.
Token parse_record(std::string_view text, const std::string& file);

// Reads a record file. Never reads more than kRecordBytesMax + 1 bytes.
Token read_record(const std::string& path);

// Returns the token with the delta of `record`. Throws InputError if the record, read from `file`,
// is that of another token.
Token with_record(const Token& token, const Token& record, const std::string& file);

}  // namespace hindcast
