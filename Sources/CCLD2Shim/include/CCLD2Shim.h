// A plain C interface to CLD2, the language detector.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// The result of CLD2 for a text.
typedef struct {
    char code[16];     ///< BCP 47 of the main language, "un" if unknown
    int32_t percent;   ///< share of the text in that language
    bool reliable;     ///< whether CLD2 considers its result reliable
    int32_t bytes;     ///< the number of bytes of letters that it used
} ccld2_result;

/// Detects the language of plain UTF-8 text. Safe for use by any thread. With `best_effort`, it returns the most likely
/// language even if the result is not reliable.
ccld2_result ccld2_detect(const char *text, size_t length, bool best_effort);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
