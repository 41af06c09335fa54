// A plain C interface to libvoikko, the morphology of Finnish.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// An open morphology. For use by one thread at a time.
typedef struct cvoikko_morphology cvoikko_morphology;

/// Opens the Finnish morphology, which is searched in `folder` first (null: libvoikko's default paths). Null if there is
/// none; `error` then says why. The caller frees the result with cvoikko_close.
cvoikko_morphology *_Nullable cvoikko_open(const char *_Nullable folder, char *error, size_t error_capacity);
void cvoikko_close(cvoikko_morphology *morphology);

/// The analyses of a word (UTF-8, zero-terminated), each as `BASEFORM \1 STRUCTURE`, followed by a zero byte; a missing
/// attribute is empty. STRUCTURE has one character for each letter of the word, and `=` before each part of a compound:
/// `=ppp=pppppp` for työpaikka. Returns the number of bytes written, or -1 on failure.
int64_t cvoikko_analyses(cvoikko_morphology *morphology, const char *word, uint8_t *out, size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
