// Building a tree and laying it out in arrays.
#include "chatbot/understanding/trie.h"

#include <algorithm>
#include <utility>

namespace unknot::understanding {

int Trie::NewNode() {
  building_.emplace_back();
  return static_cast<int>(building_.size()) - 1;
}

int Trie::Child(int node, int symbol) {
  const auto it = child_of_.find({node, symbol});
  if (it != child_of_.end()) return it->second;
  const int child = NewNode();
  child_of_[{node, symbol}] = child;
  building_[node].children.emplace_back(symbol, child);
  return child;
}

int Trie::ReferenceChild(int node, int reference) {
  for (const Reference& known : building_[node].references) {
    if (known.id == reference) return known.node;
  }
  const int child = NewNode();
  building_[node].references.push_back({reference, child});
  return child;
}

void Trie::Accept(int node, int value) {
  std::vector<int>& accepts = building_[node].accepts;
  if (std::find(accepts.begin(), accepts.end(), value) == accepts.end())
    accepts.push_back(value);
}

std::vector<int> Trie::SymbolsOf(int node) const {
  std::vector<int> symbols;
  for (const auto& [symbol, child] : building_[node].children)
    symbols.push_back(symbol);
  return symbols;
}

std::vector<int> Trie::ReferencesBelow(int node) const {
  std::vector<int> ids;
  std::vector<int> open = {node};
  while (!open.empty()) {
    const Building& next = building_[open.back()];
    open.pop_back();
    for (const auto& [symbol, child] : next.children) open.push_back(child);
    for (const Reference& reference : next.references) {
      ids.push_back(reference.id);
      open.push_back(reference.node);
    }
  }
  return ids;
}

void Trie::FreezeBeginnings() {
  for (const First& first : firsts_) {
    Beginning beginning;
    beginning.open = first.open;
    beginning.bits = bits_.size();
    if (!first.open && !first.symbols.empty()) {
      beginning.least = first.symbols.front();
      const int reach = first.symbols.back() - beginning.least;
      beginning.words = static_cast<size_t>(reach) / 64 + 1;
      bits_.resize(bits_.size() + beginning.words, 0);
      for (const int symbol : first.symbols) {
        const size_t at = static_cast<size_t>(symbol - beginning.least);
        bits_[beginning.bits + at / 64] |= uint64_t{1} << (at % 64);
      }
    }
    beginnings_.push_back(beginning);
  }
}

void Trie::FreezeNode(const Building& from) {
  Node node;
  const auto add = [&](bool open) {
    for (const Reference& reference : from.references) {
      if (firsts_[reference.id].open == open) references_.push_back(reference);
    }
  };
  node.open = static_cast<int>(references_.size());
  add(true);
  node.closed = static_cast<int>(references_.size());
  node.open_count = node.closed - node.open;
  add(false);
  node.closed_count = static_cast<int>(references_.size()) - node.closed;
  node.accept = static_cast<int>(accepts_.size());
  node.accept_count = static_cast<int>(from.accepts.size());
  accepts_.insert(accepts_.end(), from.accepts.begin(), from.accepts.end());
  node.edge = static_cast<int>(edges_.size());
  node.edge_count = static_cast<int>(from.children.size());
  for (const auto& [symbol, child] : from.children)
    edges_.push_back({symbol, child});
  std::sort(edges_.begin() + node.edge, edges_.end(),
            [](const Edge& a, const Edge& b) { return a.symbol < b.symbol; });
  nodes_.push_back(node);
}

void Trie::FreezeRoot(int root) {
  std::vector<std::vector<Reference>> by_symbol;
  const auto at = [&](int symbol) -> size_t {
    const size_t index = static_cast<size_t>(symbol);
    if (root_edges_.size() <= index) {
      root_edges_.resize(index + 1);
      by_symbol.resize(index + 1);
    }
    return index;
  };
  const Node node = nodes_[root];
  for (int i = node.edge; i < node.edge + node.edge_count; ++i)
    root_edges_[at(edges_[i].symbol)].child = edges_[i].child;
  for (int i = node.closed; i < node.closed + node.closed_count; ++i) {
    for (const int symbol : firsts_[references_[i].id].symbols)
      by_symbol[at(symbol)].push_back(references_[i]);
  }
  for (size_t symbol = 0; symbol < root_edges_.size(); ++symbol) {
    const std::vector<Reference>& begun = by_symbol[symbol];
    root_edges_[symbol].reference = static_cast<int>(references_.size());
    root_edges_[symbol].reference_count = static_cast<int>(begun.size());
    references_.insert(references_.end(), begun.begin(), begun.end());
  }
}

void Trie::Freeze(std::vector<First> firsts, int root) {
  firsts_ = std::move(firsts);
  FreezeBeginnings();
  for (const Building& from : building_) FreezeNode(from);
  FreezeRoot(root);
  firsts_ = {};
  building_ = {};
  child_of_ = {};
}

int Trie::Step(int node, int symbol) const {
  const Node& n = nodes_[node];
  const Edge* const begin = edges_.data() + n.edge;
  const Edge* const end = begin + n.edge_count;
  const Edge* const found = std::lower_bound(
      begin, end, symbol,
      [](const Edge& edge, int wanted) { return edge.symbol < wanted; });
  return found == end || found->symbol != symbol ? -1 : found->child;
}

Trie::RootEdge Trie::FromRoot(int symbol) const {
  if (symbol < 0 || static_cast<size_t>(symbol) >= root_edges_.size())
    return {};
  const StoredRootEdge& edge = root_edges_[static_cast<size_t>(symbol)];
  return {edge.child, absl::MakeConstSpan(references_)
                          .subspan(edge.reference, edge.reference_count)};
}

}  // namespace unknot::understanding
