// Recursive descent over a template; each rule yields all its readings.
#include "chatbot/understanding/template.h"

#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace unknot::understanding {
namespace {

constexpr size_t kMostWays = 4096;
constexpr int kDeepest = 16;

using Sequence = std::vector<TemplateItem>;
using Ways = std::vector<Sequence>;

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Ways> Run() {
    absl::StatusOr<Ways> ways = Choice();
    if (!ways.ok()) return ways;
    if (at_ < text_.size())
      return Wrong(
          absl::StrCat("\"", text_.substr(at_, 1), "\" has no partner"));
    std::erase_if(*ways, [](const Sequence& s) { return s.empty(); });
    if (ways->empty()) return Wrong("it is empty");
    return ways;
  }

 private:
  // Alternatives separated by `|`, up to a closing bracket or the end.
  absl::StatusOr<Ways> Choice() {
    Ways all;
    if (++depth_ > kDeepest) return Wrong("brackets go too deep");
    while (true) {
      absl::StatusOr<Ways> one = Run1();
      if (!one.ok()) return one;
      std::move(one->begin(), one->end(), std::back_inserter(all));
      if (all.size() > kMostWays) return Wrong("it has too many readings");
      if (at_ >= text_.size() || text_[at_] != '|') break;
      ++at_;
    }
    --depth_;
    return all;
  }

  // A run of items.
  absl::StatusOr<Ways> Run1() {
    Ways ways = {{}};
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')' &&
           text_[at_] != ']') {
      if (absl::ascii_isspace(text_[at_])) {
        ++at_;
        continue;
      }
      absl::StatusOr<Ways> next = Item();
      if (!next.ok()) return next;
      Ways joined;
      if (ways.size() * next->size() > kMostWays)
        return Wrong("it has too many readings");
      for (const Sequence& a : ways) {
        for (const Sequence& b : *next) {
          Sequence both = a;
          both.insert(both.end(), b.begin(), b.end());
          joined.push_back(std::move(both));
        }
      }
      ways = std::move(joined);
    }
    return ways;
  }

  absl::StatusOr<Ways> Item() {
    const char c = text_[at_];
    if (c == '(' || c == '[') {
      const size_t open = at_++;
      absl::StatusOr<Ways> inner = Choice();
      if (!inner.ok()) return inner;
      if (at_ >= text_.size() || text_[at_] != (c == '(' ? ')' : ']'))
        return Wrong(absl::StrCat("\"", std::string(1, c), "\" is not closed"));
      ++at_;
      const size_t count = inner->size();
      std::erase_if(*inner, [](const Sequence& way) { return way.empty(); });
      if (inner->empty()) return Wrong("a bracket is empty");
      const bool skipped = c == '[' || inner->size() < count;
      Ways ways;
      if (inner->size() == 1) {
        ways = *std::move(inner);
      } else {
        TemplateItem choice;
        choice.kind = TemplateItem::Kind::kChoice;
        choice.text = std::string(text_.substr(open + 1, at_ - open - 2));
        choice.choices = *std::move(inner);
        ways = {{std::move(choice)}};
      }
      if (skipped) ways.push_back({});
      return ways;
    }
    if (c == '{') {
      const size_t end = text_.find('}', at_);
      if (end == absl::string_view::npos) return Wrong("\"{\" is not closed");
      std::string name(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return Ways{{{TemplateItem::Kind::kReference, std::move(name), {}}}};
    }
    if (c == '}') return Wrong("\"}\" has no partner");
    const size_t from = at_;
    while (at_ < text_.size() && !absl::ascii_isspace(text_[at_]) &&
           absl::string_view("()[]{}|").find(text_[at_]) ==
               absl::string_view::npos) {
      ++at_;
    }
    absl::string_view word = text_.substr(from, at_ - from);
    if (word[0] == '=' && word.size() > 1) {
      return Ways{
          {{TemplateItem::Kind::kExact, std::string(word.substr(1)), {}}}};
    }
    return Ways{{{TemplateItem::Kind::kStem, std::string(word), {}}}};
  }

  absl::Status Wrong(absl::string_view what) const {
    return absl::InvalidArgumentError(
        absl::StrCat("phrase \"", text_, "\" cannot be read: ", what));
  }

  absl::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<std::vector<TemplateItem>>> ExpandTemplate(
    absl::string_view text) {
  return Parser(text).Run();
}

std::vector<std::string> ReferencesOf(const std::vector<TemplateItem>& items) {
  std::vector<std::string> names;
  for (const TemplateItem& item : items) {
    if (item.kind == TemplateItem::Kind::kReference) names.push_back(item.text);
    for (const auto& choice : item.choices) {
      std::vector<std::string> inner = ReferencesOf(choice);
      std::move(inner.begin(), inner.end(), std::back_inserter(names));
    }
  }
  return names;
}

}  // namespace unknot::understanding
