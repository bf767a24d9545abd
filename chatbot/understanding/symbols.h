// How the trie of phrases writes words and stems; a node may have both.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_SYMBOLS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_SYMBOLS_H_

namespace unknot::understanding {

// The symbol of a stem or word of the vocabulary; below 0 where that is
// Vocabulary::kUnknown.
inline int StemSymbol(int stem) { return stem * 2; }
inline int WordSymbol(int word) { return word < 0 ? -1 : word * 2 + 1; }

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_SYMBOLS_H_
