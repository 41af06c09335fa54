#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "include/CEmbedding.h"

namespace embedding {

/// A matrix of weights in 8 bits, with one scale for each output.
///
/// The weights of 16 outputs stand together, four inputs of each at a time, so that one instruction multiplies four
/// inputs for 16 outputs: `weights[group][input / 4][output][4]`. Weights lie between -127 and 127.
struct Matrix {
    static constexpr size_t group = 16;
    size_t inputs = 0, outputs = 0;
    std::vector<int8_t> weights;
    std::vector<float> scales, offsets;
};

/// Rows of numbers in 8 bits, with a scale and a sum for each stretch of 64 of them. Numbers lie between -127 and 127.
/// With one scale for a whole row, its largest number would leave too few bits to the others.
struct Rows {
    static constexpr size_t stretch = 64;
    std::vector<int8_t> numbers;
    std::vector<float> scales;
    std::vector<int32_t> sums;
};

/// The parts of a transformer that cost time. The same source is compiled for several kinds of processors.
struct Kernels {
    /// Rounds `count` rows of `width` numbers to 8 bits. `width` is a multiple of 64.
    void (*round)(const float *numbers, size_t count, size_t width, Rows &rows);
    /// `results[row][output] = numbers[row] * weights[output] + offsets[output]`
    void (*multiply)(const Matrix &matrix, const Rows &rows, size_t count, float *results);
    /// Adds `more`, if it is not null, and normalises each row to mean 0 and variance 1, then scales and shifts it.
    void (*normalise)(
        float *rows, const float *more, const float *scale, const float *shift, size_t count, size_t width, float epsilon);
    /// Replaces each number x by x Φ(x), Φ being the normal distribution. `count` is a multiple of 16.
    void (*activate)(float *numbers, size_t count);
    /// Attention with heads of 32 values: each row becomes the mean of `values`, weighted by how well `questions` and `keys` fit.
    void (*attend)(
        const float *questions, const float *keys, const float *values, float *results, size_t count, size_t width,
        std::vector<float> &scratch);
    /// The sums of the products of a question and each of `count` passages, one after the other. `width` is a multiple of 64;
    /// no number of the question is -128.
    void (*compare)(const int8_t *question, const int8_t *passages, size_t count, size_t width, int32_t *products);
    /// The number of bits in which a question and each passage differ. `bytes` is a multiple of 8.
    void (*differ)(const uint8_t *question, const uint8_t *passages, size_t count, size_t bytes, uint16_t *differences);
};

/// The number of values of a head that ``Kernels/attend`` handles.
constexpr size_t headSize = 32;

/// Kernels of a kind; null if this processor or this build does not have them. There are always plain ones, and so a fastest.
const Kernels *kernelsOf(EmbeddingKernels kind);

}  // namespace embedding
