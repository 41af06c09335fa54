// libFuzzer: texts. The first byte says whether a vector is made, and as what. script/fuzz vectors builds it.
#include <cmath>
#include <cstdlib>
#include <vector>

#include "CEmbedding.h"

static EmbeddingModel *opened() {
    const char *reason = nullptr, *path = getenv("VETSEARCH_VECTORS");
    EmbeddingModel *model = path ? embedding_open(path, EmbeddingKernelsFastest, &reason) : nullptr;
    if (!model) abort();
    return model;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    static EmbeddingModel *model = opened();
    if (count < 1) return 0;
    // A copy of just this size, so that the sanitiser sees a byte too many.
    std::vector<char> text(bytes + 1, bytes + count);
    if (embedding_tokens(model, text.data(), text.size()) == 0) abort();
    // A vector takes a thousand times as long as the tokens.
    if (bytes[0] % 8) return 0;
    std::vector<float> vector(embedding_dimensions(model));
    if (!embedding_embed(model, text.data(), text.size(), bytes[0] & 8, vector.data())) return 0;
    double squares = 0;
    for (float value : vector) squares += static_cast<double>(value) * value;
    if (std::fabs(squares - 1) > 1e-3) abort();
    return 0;
}
