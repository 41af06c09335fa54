#include <algorithm>

#include "Kernels.h"
#include "include/CEmbedding.h"

using namespace embedding;

namespace {

/// The best vector of each document.
struct Best {
    const EmbeddingVectors &vectors;
    float scale;
    const bool *allowed;
    float *best;
    uint32_t *place;

    void consider(size_t number, int32_t product) const {
        uint32_t owner = vectors.owner[number];
        if (owner >= vectors.owners || !allowed[vectors.kind[number]]) return;
        float value = static_cast<float>(product) * vectors.scales[number] * scale;
        // A damaged scale may not be a number, which is never greater.
        if (!(value > best[owner])) return;
        best[owner] = value;
        place[owner] = static_cast<uint32_t>(number);
    }
};

}  // namespace

void embedding_scan(
    const EmbeddingVectors *vectors, EmbeddingKernels kind, const int8_t *question, float scale, const bool *allowed,
    float *best, uint32_t *place) {
    constexpr size_t block = 256;
    const Kernels &kernels = *kernelsOf(kind);
    const Best result{*vectors, scale, allowed, best, place};
    int32_t products[block];
    for (size_t start = 0; start < vectors->count; start += block) {
        size_t count = std::min(block, vectors->count - start);
        kernels.compare(question, vectors->numbers + start * vectors->width, count, vectors->width, products);
        for (size_t number = 0; number < count; number++) result.consider(start + number, products[number]);
    }
}

void embedding_scan_chosen(
    const EmbeddingVectors *vectors, EmbeddingKernels kind, const int8_t *question, float scale, const bool *allowed,
    const uint32_t *chosen, size_t chosenCount, float *best, uint32_t *place) {
    const Kernels &kernels = *kernelsOf(kind);
    const Best result{*vectors, scale, allowed, best, place};
    for (size_t number = 0; number < chosenCount; number++) {
        if (chosen[number] >= vectors->count) continue;
        int32_t product;
        kernels.compare(question, vectors->numbers + chosen[number] * vectors->width, 1, vectors->width, &product);
        result.consider(chosen[number], product);
    }
}

void embedding_differ(
    EmbeddingKernels kind, const uint8_t *question, const uint8_t *vectors, size_t count, size_t bytes,
    uint16_t *differences) {
    kernelsOf(kind)->differ(question, vectors, count, bytes, differences);
}
