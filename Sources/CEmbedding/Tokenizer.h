#pragma once

#include <cstdint>
#include <vector>

#include "ModelFile.h"

namespace embedding {

/// Cuts texts into the pieces that a model knows: the most probable sequence of pieces of a unigram model (Kudo 2018, "Subword
/// Regularization"), found with the algorithm of Viterbi.
class Tokenizer {
public:
    /// - file: must outlive the tokenizer.
    explicit Tokenizer(const ModelFile &file);

    /// The pieces of a text in UTF-8. Bytes that are not UTF-8 count as the characters with these numbers.
    std::vector<int> pieces(const char *text, size_t length) const;

private:
    const ModelFile::Pieces &known;
    const ModelFile &file;
    /// Hash table with the numbers of pieces plus 1; 0 is free.
    std::vector<uint32_t> table;
    size_t longest = 1;
    float unknownScore = 0;

    /// The piece with these bytes; -1 if there is none.
    int piece(const char *bytes, size_t length, uint64_t hash) const;
};

}  // namespace embedding
