// NDJSON: one JSON text per line. Only what ends with a line feed is committed; what follows the
// last one is a torn tail. A queue may also frame each record with its length and checksum, which
// stays valid NDJSON (NDJSON specification 1.0).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hindcast {

enum class QueueFormat : std::uint8_t { plain, checked };

// Returns the record as a line with its line feed. REQUIRES: `record` is JSON without line feeds.
std::string encode_line(std::string_view record, QueueFormat format);

enum class LineState : std::uint8_t {
  whole,
  empty,        // may be skipped
  not_json,     // JSON.parse throws
  bad_frame,    // no frame of length and checksum around it
  bad_content,  // the frame does not fit what is in it
};

struct DecodedLine {
  LineState state = LineState::whole;
  std::string_view record;  // a part of the line; empty unless whole
  std::string error;        // what JSON.parse says, or what is wrong with the frame
};

// Returns what a line holds, without its line feed; a carriage return at its end is dropped.
DecodedLine decode_line(std::string_view line, QueueFormat format);

// A line within bytes that were read.
struct LineSpan {
  std::size_t begin = 0;
  std::size_t end = 0;   // without its end
  std::size_t next = 0;  // after its end
};

// Returns the committed lines of `bytes`.
std::vector<LineSpan> committed_lines(std::string_view bytes);

// Returns the lines as Node.js's readline delivers them: ended by LF, CR or CRLF, and what follows
// the last end as a line too, so that a torn tail looks like a corrupt record.
std::vector<LineSpan> readline_lines(std::string_view bytes);

// CRC-32 (ISO-HDLC, as in zlib).
std::uint32_t crc32(std::string_view bytes);

}  // namespace hindcast
