#include "Tokenizer.h"

#include <algorithm>
#include <cstring>

namespace embedding {

/// FNV-1a, one byte after the other.
static constexpr uint64_t emptyHash = 14695981039346656037ULL;
static uint64_t adding(uint8_t byte, uint64_t hash) { return (hash ^ byte) * 1099511628211ULL; }

Tokenizer::Tokenizer(const ModelFile &file) : known(file.pieces), file(file) {
    size_t size = 1;
    while (size < known.count * 2) size *= 2;
    table.resize(size);
    float lowest = 0;
    for (size_t number = 0; number < known.count; number++) {
        lowest = std::min(lowest, known.scores[number]);
        size_t length = known.places[number + 1] - known.places[number];
        int special = static_cast<int>(number);
        // What marks the ends of a text is no part of it.
        if (length == 0 || special == known.begin || special == known.end || special == known.padding
            || special == known.unknown)
            continue;
        longest = std::max(longest, length);
        const char *bytes = known.text + known.places[number];
        uint64_t hash = emptyHash;
        for (size_t at = 0; at < length; at++) hash = adding(static_cast<uint8_t>(bytes[at]), hash);
        size_t slot = hash & (size - 1);
        while (table[slot]) slot = (slot + 1) & (size - 1);
        table[slot] = static_cast<uint32_t>(number + 1);
    }
    unknownScore = lowest - 10;
    longest = std::min<size_t>(longest, 256);
}

int Tokenizer::piece(const char *bytes, size_t length, uint64_t hash) const {
    for (size_t slot = hash & (table.size() - 1); table[slot]; slot = (slot + 1) & (table.size() - 1)) {
        size_t number = table[slot] - 1, begin = known.places[number];
        if (known.places[number + 1] - begin == length && memcmp(known.text + begin, bytes, length) == 0) {
            return static_cast<int>(number);
        }
    }
    return -1;
}

/// Takes a character from the front of a text that is not empty.
static uint32_t next(const uint8_t *&at, const uint8_t *end) {
    uint8_t first = *at;
    int more = first >= 0xF0 && first < 0xF8 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    if (first < 0x80 || first >= 0xF8 || more == 0 || end - at <= more) {
        at++;
        return first;
    }
    uint32_t character = first & (0x3Fu >> more);
    for (int place = 1; place <= more; place++) {
        if ((at[place] & 0xC0) != 0x80) {
            at++;
            return first;
        }
        character = character << 6 | (at[place] & 0x3F);
    }
    at += more + 1;
    return character;
}

static void append(uint32_t character, std::string &text) {
    if (character < 0x80) {
        text += static_cast<char>(character);
    } else if (character < 0x800) {
        text += static_cast<char>(0xC0 | character >> 6);
        text += static_cast<char>(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        text += static_cast<char>(0xE0 | character >> 12);
        text += static_cast<char>(0x80 | (character >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (character & 0x3F));
    } else {
        text += static_cast<char>(0xF0 | (character >> 18 & 7));
        text += static_cast<char>(0x80 | (character >> 12 & 0x3F));
        text += static_cast<char>(0x80 | (character >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (character & 0x3F));
    }
}

std::vector<int> Tokenizer::pieces(const char *text, size_t length) const {
    // A space, also one before the text, is U+2581 (lower one eighth block); several spaces are one.
    constexpr uint32_t space = 0x2581;
    std::string bytes;
    bytes.reserve(length + 3);
    std::vector<uint32_t> places;
    places.reserve(length + 2);
    bool isAfterSpace = false;
    auto add = [&](uint32_t character) {
        bool isSpace = character == ' ';
        if (places.empty() && !isSpace) {
            places.push_back(0);
            append(space, bytes);
        }
        if (isSpace && isAfterSpace) return;
        isAfterSpace = isSpace;
        places.push_back(static_cast<uint32_t>(bytes.size()));
        append(isSpace ? space : character, bytes);
    };
    const uint8_t *at = reinterpret_cast<const uint8_t *>(text), *end = at + length;
    while (at < end) {
        uint32_t character = next(at, end);
        auto found = file.replacements.find(character);
        if (found == file.replacements.end()) {
            add(character);
        } else {
            for (uint32_t other : found->second) add(other);
        }
    }
    if (places.empty()) {
        places.push_back(0);
        append(space, bytes);
    }
    size_t count = places.size();
    places.push_back(static_cast<uint32_t>(bytes.size()));

    // The best way to reach each place: its score, its last piece, and where that begins.
    struct Step {
        float score = -1e30f;
        int piece = -1;
        uint32_t from = 0;
    };
    std::vector<Step> steps(count + 1);
    steps[0].score = 0;
    for (size_t from = 0; from < count; from++) {
        float score = steps[from].score;
        uint64_t hash = emptyHash;
        size_t begin = places[from];
        for (size_t to = from + 1; to <= count && places[to] - begin <= longest; to++) {
            for (size_t byte = places[to - 1]; byte < places[to]; byte++) {
                hash = adding(static_cast<uint8_t>(bytes[byte]), hash);
            }
            int number = piece(bytes.data() + begin, places[to] - begin, hash);
            if (number < 0) continue;
            float sum = score + known.scores[static_cast<size_t>(number)];
            if (sum > steps[to].score) steps[to] = {sum, number, static_cast<uint32_t>(from)};
        }
        if (score + unknownScore > steps[from + 1].score) {
            steps[from + 1] = {score + unknownScore, known.unknown, static_cast<uint32_t>(from)};
        }
    }
    std::vector<int> result;
    for (size_t to = count; to > 0; to = steps[to].from) result.push_back(steps[to].piece);
    std::reverse(result.begin(), result.end());
    return result;
}

}  // namespace embedding
