#include "ModelFile.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace embedding {

ModelFile::ModelFile(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) throw BadModel("the file cannot be opened");
    struct stat state;
    if (fstat(file, &state) != 0 || !S_ISREG(state.st_mode) || state.st_size < 64) {
        close(file);
        throw BadModel("this is not a model file");
    }
    size = static_cast<size_t>(state.st_size);
    void *mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) throw BadModel("the file cannot be mapped");
    bytes = static_cast<const uint8_t *>(mapped);
    try {
        readAll();
    } catch (...) {
        munmap(mapped, size);
        throw;
    }
}

ModelFile::~ModelFile() { munmap(const_cast<uint8_t *>(bytes), size); }

const uint8_t *ModelFile::take(uint64_t count) {
    if (count > size - at) throw BadModel("the file is cut off");
    const uint8_t *result = bytes + at;
    at += count;
    return result;
}

template <typename Number> Number ModelFile::read() {
    Number number;
    memcpy(&number, take(sizeof number), sizeof number);
    return number;
}

size_t ModelFile::positive(int32_t most) {
    int32_t number = read<int32_t>();
    if (number < 1 || number > most) throw BadModel("a size in the file is out of range");
    return static_cast<size_t>(number);
}

void ModelFile::readAll() {
    if (memcmp(take(4), "E5S1", 4) != 0) throw BadModel("this is not a model file");
    read<uint32_t>();
    dimensions = positive(4096);
    layers = positive(64);
    heads = positive(64);
    inner = positive(16384);
    words = positive(2'000'000);
    positions = positive(8192);
    kinds = positive(16);
    epsilon = read<float>();
    if (positive(1024) != Block::weights) throw BadModel("blocks of another size than 32");
    if (!(epsilon > 0 && epsilon < 1)) throw BadModel("a number in the file is out of range");
    if (dimensions % heads || dimensions % Block::weights || inner % Block::weights || positions < 16) {
        throw BadModel("the sizes in the file do not fit each other");
    }
    readPieces();
    readReplacements();
    readTensors();
}

void ModelFile::readPieces() {
    pieces.count = positive(2'000'000);
    auto special = [&] {
        int32_t piece = read<int32_t>();
        if (piece < 0 || static_cast<size_t>(piece) >= pieces.count) throw BadModel("a piece is missing");
        return piece;
    };
    pieces.begin = special();
    pieces.end = special();
    pieces.padding = special();
    pieces.unknown = special();
    if (pieces.count > words) throw BadModel("there are more pieces than words");
    uint64_t length = read<uint64_t>();
    pieces.places.resize(pieces.count + 1);
    memcpy(pieces.places.data(), take(pieces.places.size() * 4), pieces.places.size() * 4);
    pieces.scores.resize(pieces.count);
    memcpy(pieces.scores.data(), take(pieces.count * 4), pieces.count * 4);
    pieces.text = reinterpret_cast<const char *>(take(length));
    for (size_t piece = 0; piece < pieces.count; piece++) {
        if (pieces.places[piece] > pieces.places[piece + 1]) throw BadModel("the pieces are out of order");
        float score = pieces.scores[piece];
        if (!(score > -1e6f && score < 1e6f)) throw BadModel("a number in the file is out of range");
    }
    if (pieces.places[pieces.count] > length) throw BadModel("a piece lies outside of the file");
}

void ModelFile::readReplacements() {
    int32_t count = read<int32_t>();
    if (count < 0 || count > 2'000'000) throw BadModel("a size in the file is out of range");
    uint32_t length = read<uint32_t>();
    size_t end = at + length;
    if (length > size - at) throw BadModel("the file is cut off");
    replacements.reserve(static_cast<size_t>(count));
    for (int32_t number = 0; number < count; number++) {
        uint32_t from = read<uint32_t>();
        std::vector<uint32_t> to(read<uint8_t>());
        for (uint32_t &character : to) character = read<uint32_t>();
        if (at > end) throw BadModel("the replaced characters are damaged");
        replacements.emplace(from, std::move(to));
    }
    at = end;
}

void ModelFile::readTensors() {
    int32_t count = read<int32_t>();
    if (count < 0 || count > 10'000) throw BadModel("a size in the file is out of range");
    for (int32_t number = 0; number < count; number++) {
        uint16_t length = read<uint16_t>();
        std::string name(reinterpret_cast<const char *>(take(length)), length);
        read<uint8_t>();
        read<uint32_t>();
        Tensor tensor;
        tensor.place = read<uint64_t>();
        tensor.size = read<uint64_t>();
        if (tensor.place > size || tensor.size > size - tensor.place) throw BadModel("a tensor lies outside of the file");
        tensors[name] = tensor;
    }
}

const ModelFile::Tensor &ModelFile::tensor(const std::string &name) const {
    auto found = tensors.find(name);
    if (found == tensors.end()) throw BadModel("a tensor is missing");
    return found->second;
}

std::vector<float> ModelFile::numbers(const std::string &name, size_t count) const {
    const Tensor &tensor = this->tensor(name);
    if (tensor.size != count * sizeof(float)) throw BadModel("a tensor has another size");
    std::vector<float> result(count);
    memcpy(result.data(), bytes + tensor.place, count * sizeof(float));
    for (float number : result) {
        if (!(number > -1e6f && number < 1e6f)) throw BadModel("a number in the file is out of range");
    }
    return result;
}

const uint8_t *ModelFile::blocks(const std::string &name, size_t rows, size_t columns) const {
    const Tensor &tensor = this->tensor(name);
    if (tensor.size != rows * (columns / Block::weights) * Block::bytes) throw BadModel("a tensor has another size");
    return bytes + tensor.place;
}

/// A number in half precision (IEEE 754).
static float half(uint16_t bits) {
    uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16, exponent = (bits >> 10) & 31, rest = bits & 0x3FF;
    float value;
    if (exponent == 0) {
        value = static_cast<float>(rest) * 0x1p-24f;
    } else {
        uint32_t whole = ((exponent == 31 ? 255 : exponent + 112) << 23) | (rest << 13);
        memcpy(&value, &whole, 4);
    }
    return sign ? -value : value;
}

void ModelFile::unpack(const uint8_t *blocks, size_t columns, float *row) {
    for (size_t column = 0; column < columns; column += Block::weights, blocks += Block::bytes) {
        uint16_t bits;
        memcpy(&bits, blocks, 2);
        float scale = half(bits);
        for (size_t place = 0; place < Block::weights / 2; place++) {
            uint8_t pair = blocks[2 + place];
            row[column + place] = static_cast<float>((pair & 15) - 8) * scale;
            row[column + place + Block::weights / 2] = static_cast<float>((pair >> 4) - 8) * scale;
        }
    }
}

}  // namespace embedding
