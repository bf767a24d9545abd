// The therapists themselves, packed: what is read only for the rows that are
// shown. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_PAYLOAD_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_PAYLOAD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unknot::directory {

// One therapist as it is packed. Points into the chunk that holds it.
struct Payload {
  // Resource name and folded display name, for telling rows apart and apart
  // from others of the same rank.
  absl::string_view name;
  absl::string_view display_key;
  absl::string_view body;
  // Length of the message; 0 if the body is the message itself.
  uint32_t packed_from = 0;

  // The serialized therapist, and its length.
  std::string Unpack() const;
  size_t size() const { return packed_from == 0 ? body.size() : packed_from; }
  // Memory that it takes.
  size_t bytes() const;
};

// Memory in large pieces, each shared by all that still need one of its rows.
// Safe to read from any thread.
class PayloadChunks {
 public:
  using Chunk = std::shared_ptr<const std::string>;

  // REQUIRES: `place` was returned by a writer that made these chunks.
  Payload Read(uint32_t place) const;

  const std::vector<Chunk>& chunks() const { return chunks_; }
  size_t bytes() const;

 private:
  friend class PayloadWriter;
  std::vector<Chunk> chunks_;
};

// Fills chunks.
class PayloadWriter {
 public:
  PayloadWriter();
  ~PayloadWriter();
  PayloadWriter(PayloadWriter&&) noexcept;
  PayloadWriter& operator=(PayloadWriter&&) noexcept;

  // Adds a therapist, packed, and returns its place.
  uint32_t Add(absl::string_view name, absl::string_view display_key,
               absl::string_view message);
  // Adds what another chunk holds.
  uint32_t Copy(const Payload& payload);
  // Shares all rows of a chunk; returns what to add to their places within it.
  uint32_t Share(const PayloadChunks::Chunk& chunk);

  // REQUIRES: called once, at the end.
  PayloadChunks Finish();

  // The chunk that a place is in, and the first place of a chunk.
  static uint32_t ChunkOf(uint32_t place);
  static uint32_t WithinChunk(uint32_t place);

 private:
  void CloseChunk();

  std::string open_;
  // Position of the open chunk among all, or -1 if none is open.
  int open_index_ = -1;
  PayloadChunks done_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_PAYLOAD_H_
