#include "CHunspellShim.h"

#include <cstdio>
#include <cstring>
#include <hunspell/hunspell.hxx>
#include <iconv.h>
#include <memory>
#include <mutex>
#include <string>
#include <unistd.h>

namespace {

// A converter between two character sets; `out` returns false for a word that does not fit.
class Converter {
    iconv_t handle;

public:
    Converter(const char *to, const char *from) : handle(iconv_open(to, from)) {}
    ~Converter() {
        if (valid()) iconv_close(handle);
    }
    Converter(const Converter &) = delete;
    Converter &operator=(const Converter &) = delete;
    bool valid() const { return handle != reinterpret_cast<iconv_t>(-1); }

    bool convert(const std::string &in, std::string &out) {
        out.resize(in.size() * 4 + 4);
        char *source = const_cast<char *>(in.data()), *target = &out[0];
        size_t left = in.size(), room = out.size();
        iconv(handle, nullptr, nullptr, nullptr, nullptr);
        if (iconv(handle, &source, &left, &target, &room) == static_cast<size_t>(-1)) return false;
        out.resize(out.size() - room);
        return true;
    }
};

}  // namespace

// Exported by the library, but not declared in an installed header.
void initialize_utf_tbl();

struct chunspell_dictionary {
    Hunspell hunspell;
    Converter in, out;
    std::string word, stem;

    chunspell_dictionary(const char *aff, const char *dic)
        : hunspell(aff, dic), in(hunspell.get_dict_encoding().c_str(), "UTF-8"),
          out("UTF-8", hunspell.get_dict_encoding().c_str()) {}
};

// No exception may reach C or Swift.
namespace {

// hunspell counts the users of its table of letters without a lock, so dictionaries are opened and closed one at a time.
std::mutex opening;

}  // namespace

extern "C" {

chunspell_dictionary *chunspell_open(const char *aff, const char *dic, char *error, size_t error_capacity) {
    try {
        // If a file is missing, hunspell silently opens an empty dictionary.
        for (const char *file : {aff, dic}) {
            if (access(file, R_OK) == 0) continue;
            std::snprintf(error, error_capacity, "%s cannot be read", file);
            return nullptr;
        }
        const std::lock_guard<std::mutex> alone(opening);
        // Every closed dictionary removes one user from the table, even those of other encodings than UTF-8, which add
        // none. So the table would be freed while other dictionaries use it, which then recognise no capitals and no
        // letters. Therefore one user is added here.
        initialize_utf_tbl();
        auto dictionary = std::make_unique<chunspell_dictionary>(aff, dic);
        if (dictionary->in.valid() && dictionary->out.valid()) return dictionary.release();
        std::snprintf(error, error_capacity, "%s is in an unknown encoding, %s", dic,
                      dictionary->hunspell.get_dict_encoding().c_str());
    } catch (const std::exception &problem) {
        std::snprintf(error, error_capacity, "%s", problem.what());
    } catch (...) {
        std::snprintf(error, error_capacity, "unknown failure");
    }
    return nullptr;
}

void chunspell_close(chunspell_dictionary *dictionary) {
    const std::lock_guard<std::mutex> alone(opening);
    delete dictionary;
}

bool chunspell_knows(chunspell_dictionary *dictionary, const char *word) {
    try {
        return dictionary->in.convert(word, dictionary->word) && dictionary->hunspell.spell(dictionary->word);
    } catch (...) {
        return false;
    }
}

int64_t chunspell_stems(chunspell_dictionary *dictionary, const char *word, uint8_t *out, size_t capacity) {
    try {
        if (!dictionary->in.convert(word, dictionary->word)) return 0;
        size_t used = 0;
        for (const std::string &stem : dictionary->hunspell.stem(dictionary->word)) {
            if (!dictionary->out.convert(stem, dictionary->stem)) continue;
            const size_t length = dictionary->stem.size();
            if (used + length + 1 > capacity) break;
            std::memcpy(out + used, dictionary->stem.data(), length);
            used += length;
            out[used++] = 0;
        }
        return static_cast<int64_t>(used);
    } catch (...) {
        return -1;
    }
}
}
