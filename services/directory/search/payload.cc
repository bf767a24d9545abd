// A row is: length of name (1 byte), of key (2), of body (4), of the message
// (4), then the three themselves, padded to 8 bytes so that a place fits into
// 32 bits: 13 for the chunk, 19 for the eighth byte within it.
//
// Messages are packed by zstd with a dictionary of what such messages have in
// common, since each is short.
#include "services/directory/search/payload.h"

#include <zstd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/directory/search/payload_dictionary.h"

namespace unknot::directory {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 22;
constexpr int kPlaceBits = 19;
constexpr size_t kHeaderBytes = 11;
// As short as level 1 with this dictionary, and a fifth faster to load.
constexpr int kLevel = -1;

void PutNumber(std::string& bytes, uint32_t number, int count) {
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(number >> (8 * i)));
  }
}

uint32_t GetNumber(const char* bytes, int count) {
  uint32_t number = 0;
  for (int i = 0; i < count; ++i) {
    number |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[i]))
              << (8 * i);
  }
  return number;
}

struct Compression {
  ZSTD_CDict* pack;
  ZSTD_DDict* unpack;
};

const Compression& TheCompression() {
  static const Compression compression = [] {
    const std::string& dictionary = PayloadDictionary();
    return Compression{
        ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel),
        ZSTD_createDDict(dictionary.data(), dictionary.size())};
  }();
  return compression;
}

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// Packs into `packed`; false if that does not make it shorter.
bool Pack(absl::string_view message, std::string& packed) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context = [] {
    std::unique_ptr<ZSTD_CCtx, FreeContext> made(ZSTD_createCCtx());
    // The length is kept beside the body.
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_dictIDFlag, 0);
    ZSTD_CCtx_refCDict(made.get(), TheCompression().pack);
    return made;
  }();
  packed.resize(message.size());
  const size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(),
                     message.data(), message.size());
  if (ZSTD_isError(size) != 0) return false;
  packed.resize(size);
  return true;
}

}  // namespace

std::string Payload::Unpack() const {
  if (packed_from == 0) return std::string(body);
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(
      ZSTD_createDCtx());
  std::string message(packed_from, '\0');
  const size_t size = ZSTD_decompress_usingDDict(
      context.get(), message.data(), message.size(), body.data(), body.size(),
      TheCompression().unpack);
  message.resize(ZSTD_isError(size) != 0 ? 0 : size);
  return message;
}

size_t Payload::bytes() const {
  return (kHeaderBytes + name.size() + display_key.size() + body.size() + 7) /
         8 * 8;
}

Payload PayloadChunks::Read(uint32_t place) const {
  const std::string& chunk = *chunks_[PayloadWriter::ChunkOf(place)];
  const char* at = chunk.data() + 8 * PayloadWriter::WithinChunk(place);
  const uint32_t name_size = GetNumber(at, 1);
  const uint32_t key_size = GetNumber(at + 1, 2);
  const uint32_t body_size = GetNumber(at + 3, 4);
  Payload payload;
  payload.packed_from = GetNumber(at + 7, 4);
  at += kHeaderBytes;
  payload.name = {at, name_size};
  payload.display_key = {at + name_size, key_size};
  payload.body = {at + name_size + key_size, body_size};
  return payload;
}

size_t PayloadChunks::bytes() const {
  size_t sum = 0;
  for (const Chunk& chunk : chunks_) sum += chunk->capacity();
  return sum;
}

PayloadWriter::PayloadWriter() = default;
PayloadWriter::~PayloadWriter() = default;
PayloadWriter::PayloadWriter(PayloadWriter&&) noexcept = default;
PayloadWriter& PayloadWriter::operator=(PayloadWriter&&) noexcept = default;

uint32_t PayloadWriter::ChunkOf(uint32_t place) { return place >> kPlaceBits; }
uint32_t PayloadWriter::WithinChunk(uint32_t place) {
  return place & ((uint32_t{1} << kPlaceBits) - 1);
}

uint32_t PayloadWriter::Add(absl::string_view name,
                            absl::string_view display_key,
                            absl::string_view message) {
  thread_local std::string packed;
  Payload payload{name, display_key, message, 0};
  if (Pack(message, packed)) {
    payload.body = packed;
    payload.packed_from = static_cast<uint32_t>(message.size());
  }
  return Copy(payload);
}

uint32_t PayloadWriter::Copy(const Payload& payload) {
  const size_t needed = payload.bytes();
  if (open_index_ >= 0 && !open_.empty() &&
      open_.size() + needed > kChunkBytes) {
    CloseChunk();
  }
  if (open_index_ < 0) {
    open_index_ = static_cast<int>(done_.chunks_.size());
    done_.chunks_.emplace_back();
  }
  const auto place = static_cast<uint32_t>(open_index_) << kPlaceBits |
                     static_cast<uint32_t>(open_.size() / 8);
  PutNumber(open_, static_cast<uint32_t>(payload.name.size()), 1);
  PutNumber(open_, static_cast<uint32_t>(payload.display_key.size()), 2);
  PutNumber(open_, static_cast<uint32_t>(payload.body.size()), 4);
  PutNumber(open_, payload.packed_from, 4);
  absl::StrAppend(&open_, payload.name, payload.display_key, payload.body);
  open_.resize((open_.size() + 7) / 8 * 8);
  return place;
}

uint32_t PayloadWriter::Share(const PayloadChunks::Chunk& chunk) {
  done_.chunks_.push_back(chunk);
  return static_cast<uint32_t>(done_.chunks_.size() - 1) << kPlaceBits;
}

void PayloadWriter::CloseChunk() {
  if (open_index_ < 0) return;
  open_.shrink_to_fit();
  done_.chunks_[open_index_] =
      std::make_shared<const std::string>(std::move(open_));
  open_ = {};
  open_index_ = -1;
}

PayloadChunks PayloadWriter::Finish() {
  CloseChunk();
  return std::move(done_);
}

}  // namespace unknot::directory
