// A plain C door to libmarisa: tries that are mapped into memory and only read.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A mapped trie and its agent. One thread at a time.
typedef struct cmarisa_table cmarisa_table;

/// Maps the file; null when that fails, `error` then says why. The file may be removed or replaced by a rename while it
/// is mapped, but must not be written to. The caller gives the result back with cmarisa_close.
cmarisa_table *_Nullable cmarisa_open(const char *path, char *error, size_t error_capacity);
void cmarisa_close(cmarisa_table *table);

/// What follows `prefix` in the keys that begin with it, at most `limit` of them, in the trie's order: each is written
/// to `out` and ended by a zero byte. Stops where `out` is full. Returns the number of bytes written, or -1 on failure.
int64_t cmarisa_continuations(cmarisa_table *table, const uint8_t *prefix, size_t length, int32_t limit, uint8_t *out,
                              size_t capacity);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
