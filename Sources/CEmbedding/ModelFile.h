#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace embedding {

/// A model file is damaged, or not a model. The text is static.
struct BadModel : std::runtime_error {
    explicit BadModel(const char *reason) : std::runtime_error(reason), reason(reason) {}
    const char *reason;
};

/// 32 weights in 4 bits each: a scale in half precision, then the low halves of 16 bytes, then their high halves.
struct Block {
    static constexpr size_t weights = 32;
    static constexpr size_t bytes = 18;
};

/// A mapped model file, with every length checked. Numbers are little-endian.
///
///     "E5S1", version
///     values of a vector, layers, heads, inner values, words, positions, kinds of text (int32 each), epsilon (float), 32
///     pieces, begin, end, padding, unknown (int32 each), bytes of the pieces (uint64)
///     where each piece begins (uint32 each, one more than pieces), scores (float each), the pieces in UTF-8
///     replaced characters (int32), bytes of the replacements (uint32), each: character (uint32), count (uint8), characters
///     tensors (int32), each: length of the name (uint16), name, type (uint8), values (uint32), place and size (uint64)
class ModelFile {
public:
    /// Throws ``BadModel``.
    explicit ModelFile(const char *path);
    ~ModelFile();
    ModelFile(const ModelFile &) = delete;
    ModelFile &operator=(const ModelFile &) = delete;

    size_t dimensions, layers, heads, inner, words, positions, kinds;
    float epsilon;

    struct Pieces {
        size_t count;
        int begin, end, padding, unknown;
        /// Byte places in `text`, one more than pieces, never falling.
        std::vector<uint32_t> places;
        std::vector<float> scores;
        const char *text;
    } pieces;

    /// What replaces a character before a text is cut into pieces.
    std::unordered_map<uint32_t, std::vector<uint32_t>> replacements;

    /// The numbers of a tensor, copied because the file does not align them. Throws ``BadModel`` if it has another size.
    std::vector<float> numbers(const std::string &name, size_t count) const;

    /// The blocks of a tensor in 4 bits with so many rows. Throws ``BadModel`` if it has another size.
    const uint8_t *blocks(const std::string &name, size_t rows, size_t columns) const;

    /// Writes a row of blocks as numbers.
    static void unpack(const uint8_t *blocks, size_t columns, float *row);

private:
    struct Tensor {
        uint64_t place, size;
    };

    const uint8_t *bytes = nullptr;
    size_t size = 0, at = 0;
    std::unordered_map<std::string, Tensor> tensors;

    const uint8_t *take(uint64_t count);
    template <typename Number> Number read();
    size_t positive(int32_t most);
    const Tensor &tensor(const std::string &name) const;
    void readPieces();
    void readReplacements();
    void readTensors();
    void readAll();
};

}  // namespace embedding
