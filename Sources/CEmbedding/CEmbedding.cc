#include "include/CEmbedding.h"

#include <memory>
#include <new>

#include "Encoder.h"
#include "Kernels.h"
#include "ModelFile.h"
#include "Tokenizer.h"

using namespace embedding;

struct EmbeddingModel {
    ModelFile file;
    Tokenizer tokenizer;
    Encoder encoder;

    EmbeddingModel(const char *path, const Kernels &kernels) : file(path), tokenizer(file), encoder(file, kernels) {}
};

EmbeddingModel *embedding_open(const char *path, EmbeddingKernels kind, const char **reason) {
    const Kernels *kernels = kernelsOf(kind);
    if (!kernels) {
        *reason = "this processor does not have these instructions";
        return nullptr;
    }
    try {
        return new EmbeddingModel(path, *kernels);
    } catch (const BadModel &error) {
        *reason = error.reason;
    } catch (const std::bad_alloc &) {
        *reason = "there is not enough memory";
    }
    return nullptr;
}

void embedding_close(EmbeddingModel *model) { delete model; }

size_t embedding_dimensions(const EmbeddingModel *model) { return model->file.dimensions; }

size_t embedding_longest(const EmbeddingModel *model) { return model->file.positions; }

size_t embedding_tokens(const EmbeddingModel *model, const char *text, size_t length) {
    try {
        return model->tokenizer.pieces(text, length).size();
    } catch (const std::bad_alloc &) {
        return SIZE_MAX;
    }
}

bool embedding_embed(const EmbeddingModel *model, const char *text, size_t length, bool isQuestion, float *vector) {
    try {
        // The model was trained with these prefixes.
        std::string whole = isQuestion ? "query: " : "passage: ";
        // No piece is longer than a few words: more text than this is cut anyway.
        whole.append(text, std::min<size_t>(length, model->file.positions * 256));
        std::vector<int> pieces = model->tokenizer.pieces(whole.data(), whole.size());
        if (pieces.size() > model->file.positions - 2) pieces.resize(model->file.positions - 2);
        pieces.insert(pieces.begin(), model->file.pieces.begin);
        pieces.push_back(model->file.pieces.end);
        model->encoder.embed(pieces, vector);
        return true;
    } catch (const std::bad_alloc &) {
        return false;
    }
}
