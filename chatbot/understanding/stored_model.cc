// The file: a header of eight-byte words (magic, key, checksum), then what
// the models make of themselves, in the byte order of the machine that built
// it.
#include "chatbot/understanding/stored_model.h"

#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/bytes.h"

namespace unknot::understanding {
namespace {

namespace fs = std::filesystem;

// Another byte order reads as another magic.
constexpr uint64_t kMagic = 0x554e4b4e4f544d31;  // UNKNOTM1

using Header = std::array<uint64_t, 3>;  // Magic, key, checksum.

// FNV-1a over words of eight bytes, then over what is left.
uint64_t Checksum(uint64_t seed, absl::string_view bytes) {
  uint64_t hash = 14695981039346656037ull ^ seed;
  const auto mix = [&hash](uint64_t word) {
    hash = (hash ^ word) * 1099511628211ull;
    hash ^= hash >> 32;
  };
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= bytes.size(); at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    mix(word);
  }
  for (; at < bytes.size(); ++at) mix(static_cast<unsigned char>(bytes[at]));
  mix(bytes.size());
  return hash;
}

}  // namespace

uint64_t ModelKey(const LoadedPack& pack,
                  const knowledge::v1::KnowledgeBase& knowledge) {
  return Checksum(Checksum(kFeaturesVersion, pack.pack.SerializeAsString()),
                  knowledge.SerializeAsString());
}

absl::Status StoreModels(const IntentModel& intents, const Classifier* signs,
                         uint64_t key, const std::string& path) {
  ByteWriter writer;
  intents.Write(writer);
  if (signs != nullptr) signs->Write(writer);
  const std::string bytes = writer.Take();
  const Header header = {kMagic, key, Checksum(key, bytes)};
  const std::string unfinished = absl::StrCat(path, ".", getpid());
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  std::ofstream out(unfinished, std::ios::binary);
  out.write(reinterpret_cast<const char*>(header.data()), sizeof(header));
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out) fs::rename(unfinished, path, error);
  if (out && !error) return absl::OkStatus();
  fs::remove(unfinished, error);
  return absl::UnavailableError(absl::StrCat(path, " cannot be written."));
}

TrainedModels ReadStoredModels(const std::string& path, uint64_t key) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : 0;
  Header header{};
  if (size < static_cast<std::streamoff>(sizeof(header))) return {};
  in.seekg(0);
  in.read(reinterpret_cast<char*>(header.data()), sizeof(header));
  if (!in || header[0] != kMagic || header[1] != key) return {};
  std::string bytes(static_cast<size_t>(size) - sizeof(header), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in || Checksum(key, bytes) != header[2]) return {};
  ByteReader reader(bytes);
  TrainedModels models;
  models.intents = IntentModel::Read(reader);
  if (models.intents != nullptr && !reader.at_end())
    models.signs = Classifier::Read(reader);
  return models;
}

}  // namespace unknot::understanding
