#include "Encoder.h"

#include <algorithm>
#include <cmath>

namespace embedding {

Encoder::Encoder(const ModelFile &file, const Kernels &kernels) : file(file), kernels(kernels) {
    size_t width = file.dimensions, inner = file.inner;
    if (width / file.heads != headSize) throw BadModel("heads of another size than 32");
    if (width % Rows::stretch || inner % Rows::stretch) throw BadModel("the sizes in the file do not fit each other");
    if (width > inner) throw BadModel("the sizes in the file do not fit each other");
    words = file.blocks("emb.word", file.words, width);
    positions = file.numbers("emb.pos", file.positions * width);
    std::vector<float> kinds = file.numbers("emb.type", file.kinds * width);
    for (size_t place = 0; place < positions.size(); place++) positions[place] += kinds[place % width];
    first = norm("emb.ln");
    for (size_t number = 0; number < file.layers; number++) {
        std::string name = "l" + std::to_string(number) + ".";
        Layer layer;
        layer.questions = matrix(name + "q", width, width);
        layer.keys = matrix(name + "k", width, width);
        layer.values = matrix(name + "v", width, width);
        layer.mixed = matrix(name + "ao", width, width);
        layer.widened = matrix(name + "fi", inner, width);
        layer.narrowed = matrix(name + "fo", width, inner);
        layer.afterAttention = norm(name + "aln");
        layer.afterWidening = norm(name + "oln");
        layers.push_back(std::move(layer));
    }
}

Encoder::Norm Encoder::norm(const std::string &name) const {
    return {file.numbers(name + ".w", file.dimensions), file.numbers(name + ".b", file.dimensions)};
}

Matrix Encoder::matrix(const std::string &name, size_t outputs, size_t inputs) const {
    const uint8_t *blocks = file.blocks(name + ".w", outputs, inputs);
    Matrix result;
    result.inputs = inputs;
    result.outputs = outputs;
    result.offsets = file.numbers(name + ".b", outputs);
    result.scales.resize(outputs);
    result.weights.resize(inputs * outputs);
    std::vector<float> row(inputs);
    for (size_t output = 0; output < outputs; output++) {
        ModelFile::unpack(blocks + output * (inputs / Block::weights) * Block::bytes, inputs, row.data());
        float most = 0;
        for (float weight : row) {
            if (!(std::fabs(weight) < 1e6f)) throw BadModel("a number in the file is out of range");
            most = std::max(most, std::fabs(weight));
        }
        float factor = most > 0 ? 127 / most : 0;
        result.scales[output] = most / 127;
        size_t group = output / Matrix::group * Matrix::group * inputs, place = output % Matrix::group * 4;
        for (size_t input = 0; input < inputs; input++) {
            result.weights[group + input / 4 * 4 * Matrix::group + place + input % 4] =
                static_cast<int8_t>(std::lrint(row[input] * factor));
        }
    }
    return result;
}

void Encoder::embed(const std::vector<int> &pieces, float *vector) const {
    size_t width = file.dimensions, inner = file.inner, count = pieces.size();
    std::vector<float> state(count * width), questions(count * width), keys(count * width), values(count * width),
        mixed(count * width), wide(count * inner), scratch((headSize + 4) * (count + 32));
    Rows rows;
    rows.numbers.resize(count * inner);
    rows.scales.resize(count * inner / Rows::stretch);
    rows.sums.resize(count * inner / Rows::stretch);
    auto multiply = [&](const Matrix &matrix, std::vector<float> &results) {
        kernels.multiply(matrix, rows, count, results.data());
    };
    auto normalise = [&](const float *more, const Norm &norm) {
        kernels.normalise(state.data(), more, norm.scale.data(), norm.shift.data(), count, width, file.epsilon);
    };

    for (size_t row = 0; row < count; row++) {
        float *numbers = state.data() + row * width;
        const uint8_t *word = words + static_cast<size_t>(pieces[row]) * (width / Block::weights) * Block::bytes;
        ModelFile::unpack(word, width, numbers);
        for (size_t place = 0; place < width; place++) numbers[place] += positions[row * width + place];
    }
    normalise(nullptr, first);
    for (const Layer &layer : layers) {
        kernels.round(state.data(), count, width, rows);
        multiply(layer.questions, questions);
        multiply(layer.keys, keys);
        multiply(layer.values, values);
        kernels.attend(questions.data(), keys.data(), values.data(), mixed.data(), count, width, scratch);
        kernels.round(mixed.data(), count, width, rows);
        multiply(layer.mixed, questions);
        normalise(questions.data(), layer.afterAttention);
        kernels.round(state.data(), count, width, rows);
        multiply(layer.widened, wide);
        kernels.activate(wide.data(), count * inner);
        kernels.round(wide.data(), count, inner, rows);
        multiply(layer.narrowed, questions);
        normalise(questions.data(), layer.afterWidening);
    }

    std::fill(vector, vector + width, 0.0f);
    for (size_t row = 0; row < count; row++) {
        for (size_t place = 0; place < width; place++) vector[place] += state[row * width + place];
    }
    double squares = 0;
    for (size_t place = 0; place < width; place++) squares += static_cast<double>(vector[place]) * vector[place];
    // A damaged model can give anything; its vector has no direction then.
    float factor = std::isfinite(squares) && squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    for (size_t place = 0; place < width; place++) vector[place] = factor > 0 ? vector[place] * factor : 0;
}

}  // namespace embedding
