// The phrases of a pack as one tree of words.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_TRIE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_TRIE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

namespace unknot::understanding {

// A tree whose edges are symbols (words, stems) or references to lists, each of
// which is a tree of its own in the same nodes. Filled, then frozen into a few
// arrays; from then on it only answers, from any thread.
class Trie {
 public:
  // What is referred to, and the node after it.
  struct Reference {
    int id = 0;
    int node = 0;
    bool operator==(const Reference& other) const {
      return id == other.id && node == other.node;
    }
  };

  // Where a symbol leads from the root: to `child`, -1 for nowhere, and into
  // those references of the root that may begin with it.
  struct RootEdge {
    int child = -1;
    absl::Span<const Reference> references;
  };

  // The symbols that a reference may begin with.
  struct First {
    std::vector<int> symbols;
    bool open = false;  // Any word may begin it.
  };

  // ---- Until frozen --------------------------------------------------------

  int NewNode();

  // The child of a node, made where there is none.
  int Child(int node, int symbol);
  int ReferenceChild(int node, int reference);

  // Notes that `value` ends at a node, once.
  void Accept(int node, int value);

  // The references of a node.
  const std::vector<Reference>& ReferencesOf(int node) const {
    return building_[node].references;
  }

  // The symbols out of a node.
  std::vector<int> SymbolsOf(int node) const;

  // The references of a node and of every node below it.
  std::vector<int> ReferencesBelow(int node) const;

  // `firsts` says how each reference may begin, by its id, symbols in order.
  // `root` is the node asked most: its edges are found without a search.
  void Freeze(std::vector<First> firsts, int root);

  // ---- From then on --------------------------------------------------------

  absl::Span<const int> accepts(int node) const {
    const Node& n = nodes_[node];
    return absl::MakeConstSpan(accepts_).subspan(n.accept, n.accept_count);
  }

  // The references of a node that any word may begin, and the others.
  absl::Span<const Reference> open(int node) const {
    const Node& n = nodes_[node];
    return absl::MakeConstSpan(references_).subspan(n.open, n.open_count);
  }
  absl::Span<const Reference> closed(int node) const {
    const Node& n = nodes_[node];
    return absl::MakeConstSpan(references_).subspan(n.closed, n.closed_count);
  }

  // True where a symbol, or any word, may begin a reference. False for a symbol
  // below 0.
  bool MayBegin(int reference, int symbol) const {
    const Beginning& b = beginnings_[reference];
    const size_t at = static_cast<size_t>(symbol - b.least);
    return b.open || (symbol >= b.least && at / 64 < b.words &&
                      (bits_[b.bits + at / 64] >> (at % 64) & 1) != 0);
  }

  // The child of a node; -1 for none, and for a symbol below 0.
  int Step(int node, int symbol) const;

  // Likewise for the root, in one look.
  RootEdge FromRoot(int symbol) const;

 private:
  struct Building {
    std::vector<std::pair<int, int>> children;  // Symbol, node.
    std::vector<Reference> references;
    std::vector<int> accepts;
  };
  // Ranges of the arrays below.
  struct Node {
    int edge = 0;
    int edge_count = 0;
    int accept = 0;
    int accept_count = 0;
    int open = 0;
    int open_count = 0;
    int closed = 0;
    int closed_count = 0;
  };
  struct Edge {
    int symbol = 0;
    int child = -1;
  };
  struct StoredRootEdge {
    int child = -1;
    int reference = 0;
    int reference_count = 0;
  };

  // How a reference may begin: a set of symbols, as bits from `least` on.
  struct Beginning {
    bool open = false;
    int least = 0;
    size_t bits = 0;   // Its first word in `bits_`.
    size_t words = 0;  // Of 64 bits.
  };

  void FreezeBeginnings();
  void FreezeNode(const Building& from);
  void FreezeRoot(int root);

  std::vector<Building> building_;
  absl::flat_hash_map<std::pair<int, int>, int> child_of_;  // While building.
  std::vector<First> firsts_;                               // Likewise.
  std::vector<Beginning> beginnings_;
  std::vector<uint64_t> bits_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;  // Of each node, in order of symbol.
  std::vector<Reference> references_;
  std::vector<int> accepts_;
  std::vector<StoredRootEdge> root_edges_;  // By symbol.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_TRIE_H_
