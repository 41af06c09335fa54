#pragma once

#include <vector>

#include "Kernels.h"
#include "ModelFile.h"

namespace embedding {

/// A transformer that turns pieces into one vector (BERT; Devlin et al. 2019), with weights in 8 bits.
class Encoder {
public:
    /// - file: must outlive the encoder. Throws ``BadModel``.
    Encoder(const ModelFile &file, const Kernels &kernels);

    /// Writes the mean of what becomes of the pieces, made as long as 1.
    /// - pieces: at most `ModelFile::positions`, at least one.
    void embed(const std::vector<int> &pieces, float *vector) const;

private:
    struct Norm {
        std::vector<float> scale, shift;
    };

    struct Layer {
        Matrix questions, keys, values, mixed, widened, narrowed;
        Norm afterAttention, afterWidening;
    };

    const ModelFile &file;
    const Kernels &kernels;
    const uint8_t *words;
    /// What each position adds, with what every text of one kind adds.
    std::vector<float> positions;
    Norm first;
    std::vector<Layer> layers;

    Matrix matrix(const std::string &name, size_t outputs, size_t inputs) const;
    Norm norm(const std::string &name) const;
};

}  // namespace embedding
