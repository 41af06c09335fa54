// A plain C door to CLD2, the language detector.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// What CLD2 made of a text.
typedef struct {
    char code[16];     ///< BCP 47 of the main language, "un" where CLD2 does not know
    int32_t percent;   ///< share of the text that is in it
    bool reliable;     ///< CLD2's own opinion of its answer
    int32_t bytes;     ///< how many bytes of letters it looked at
} ccld2_result;

/// Detects the language of plain UTF-8 text. Safe from any thread. With `best_effort` it names the likeliest language even
/// where it would not bet on it.
ccld2_result ccld2_detect(const char *text, size_t length, bool best_effort);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
