#include "CVoikkoShim.h"

#include <cstdio>
#include <cstring>
#include <libvoikko/voikko.h>
#include <string>

struct cvoikko_morphology {
    VoikkoHandle *handle;
};

namespace {

// Frees libvoikko's list of analyses in all cases.
struct Analyses {
    voikko_mor_analysis **list;
    ~Analyses() {
        if (list) voikko_free_mor_analysis(list);
    }
};

void append(std::string &text, const voikko_mor_analysis *analysis, const char *key) {
    char *value = voikko_mor_analysis_value_cstr(analysis, key);
    if (!value) return;
    try {
        text += value;
    } catch (...) {
        voikko_free_mor_analysis_value_cstr(value);
        throw;
    }
    voikko_free_mor_analysis_value_cstr(value);
}

}  // namespace

// No exception may reach C or Swift.
extern "C" {

cvoikko_morphology *cvoikko_open(const char *folder, char *error, size_t error_capacity) {
    try {
        const char *problem = nullptr;
        VoikkoHandle *handle = voikkoInit(&problem, "fi", folder);
        if (handle) return new cvoikko_morphology{handle};
        std::snprintf(error, error_capacity, "%s", problem ? problem : "unknown failure");
    } catch (...) {
        std::snprintf(error, error_capacity, "unknown failure");
    }
    return nullptr;
}

void cvoikko_close(cvoikko_morphology *morphology) {
    try {
        voikkoTerminate(morphology->handle);
    } catch (...) {
    }
    delete morphology;
}

int64_t cvoikko_analyses(cvoikko_morphology *morphology, const char *word, uint8_t *out, size_t capacity) {
    try {
        Analyses analyses{voikkoAnalyzeWordCstr(morphology->handle, word)};
        if (!analyses.list) return 0;
        size_t used = 0;
        std::string text;
        for (voikko_mor_analysis **each = analyses.list; *each; ++each) {
            text.clear();
            append(text, *each, "BASEFORM");
            text += '\1';
            append(text, *each, "STRUCTURE");
            if (used + text.size() + 1 > capacity) break;
            std::memcpy(out + used, text.data(), text.size());
            used += text.size();
            out[used++] = 0;
        }
        return static_cast<int64_t>(used);
    } catch (...) {
        return -1;
    }
}
}
