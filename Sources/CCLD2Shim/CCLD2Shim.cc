#include "CCLD2Shim.h"

#include <climits>
#include <cstdio>  // CLD2's header uses FILE without including it
#include <cstring>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

ccld2_result ccld2_detect(const char *text, size_t length, bool best_effort) {
    ccld2_result result = {"un", 0, false, 0};
    if (length > INT_MAX) length = INT_MAX;
    try {
        CLD2::Language languages[3];
        int percents[3], bytes = 0;
        bool reliable = false;
        double scores[3];
        const CLD2::CLDHints no_hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
        const CLD2::Language best = CLD2::ExtDetectLanguageSummary(
            text, static_cast<int>(length), true, &no_hints, best_effort ? CLD2::kCLDFlagBestEffort : 0, languages,
            percents, scores, nullptr, &bytes, &reliable);
        std::snprintf(result.code, sizeof result.code, "%s", CLD2::LanguageCode(best));
        result.percent = best == languages[0] ? percents[0] : 0;
        result.reliable = reliable && best != CLD2::UNKNOWN_LANGUAGE;
        result.bytes = bytes;
    } catch (...) {
        // If the detector fails, the language is unknown.
    }
    return result;
}
