// A plain C door to libvoikko, the morphology of Finnish.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// An open morphology. One thread at a time.
typedef struct cvoikko_morphology cvoikko_morphology;

/// Opens the Finnish morphology, looked for in `folder` first (null: the places libvoikko knows). Null when there is
/// none; `error` then says why. The caller gives the result back with cvoikko_close.
cvoikko_morphology *_Nullable cvoikko_open(const char *_Nullable folder, char *error, size_t error_capacity);
void cvoikko_close(cvoikko_morphology *morphology);

/// The analyses of a word (UTF-8, zero-terminated), each as `BASEFORM \1 STRUCTURE` and ended by a zero byte; an
/// attribute that an analysis lacks is empty. STRUCTURE has one sign a letter of the word as it stands, and `=` before
/// each part of a compound: `=ppp=pppppp` for työpaikka. Returns the number of bytes written, or -1 on failure.
int64_t cvoikko_analyses(cvoikko_morphology *morphology, const char *word, uint8_t *out, size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
