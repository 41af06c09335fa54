// A plain C interface to hunspell, in UTF-8 whatever encoding the dictionary uses.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// An open dictionary. For use by one thread at a time.
typedef struct chunspell_dictionary chunspell_dictionary;

/// Loads a dictionary into memory, which takes from a tenth of a second to some seconds. Null if a file cannot be read or
/// its encoding is unknown; `error` then says why. The caller frees the result with chunspell_close.
chunspell_dictionary *_Nullable chunspell_open(const char *aff, const char *dic, char *error, size_t error_capacity);
void chunspell_close(chunspell_dictionary *dictionary);

/// Whether the dictionary accepts the word (UTF-8).
bool chunspell_knows(chunspell_dictionary *dictionary, const char *word);

/// The stems of a word (UTF-8, zero-terminated) if the dictionary accepts it; none otherwise. Each is written to `out` in
/// UTF-8, followed by a zero byte, until `out` is full. Returns the number of bytes written, or -1 on failure.
int64_t chunspell_stems(chunspell_dictionary *dictionary, const char *word, uint8_t *out, size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
