// A plain C interface to the parts of ICU that text analysis needs. No ICU header is included here, because it would
// clash with Foundation's own copy of ICU (see ARCHITECTURE.md).
#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// A word of a text; offsets are in UTF-8 bytes.
typedef struct {
    uint32_t start;
    uint32_t length;
} cicu_word;

/// Break iterator, normalisers and their buffers. For use by one thread at a time.
typedef struct cicu_analyser cicu_analyser;

/// Null if ICU's data cannot be opened; `error` then contains ICU's name of the reason.
/// The caller owns the result and frees it with cicu_analyser_free.
cicu_analyser *_Nullable cicu_analyser_create(char *error, size_t error_capacity);
void cicu_analyser_free(cicu_analyser *analyser);

/// The words (UAX #29, dictionaries for scripts without spaces) of `text`, and the signs that people search for (§, €, emoji).
/// `text` must be well-formed UTF-8 of less than 2 GiB. `words` is valid until the next call. Returns their number, or -1.
int64_t cicu_words(cicu_analyser *analyser, const uint8_t *text, size_t length,
                   const cicu_word *_Nullable *_Nonnull words);

/// The sentences (UAX #29) of `text`, with the spaces behind them, so that together they are the whole text. `text` must be
/// well-formed UTF-8 of less than 2 GiB. `sentences` is valid until the next call. Returns their number, or -1.
int64_t cicu_sentences(cicu_analyser *analyser, const uint8_t *text, size_t length,
                       const cicu_word *_Nullable *_Nonnull sentences);

/// Each of these writes UTF-8 to `out` and returns the number of bytes, or -1 if it fails or `out` is too small.
/// NFKC case folding, then removal of the marks of Latin, Greek, Cyrillic, Arabic and Hebrew letters.
int64_t cicu_fold(cicu_analyser *analyser, const uint8_t *text, size_t length, uint8_t *out, size_t capacity);
/// Lower case by the rules of `locale` ("tr" for Turkish; "" for all others), then NFKC. Marks are kept.
int64_t cicu_lower(cicu_analyser *analyser, const uint8_t *text, size_t length, const char *locale, uint8_t *out,
                   size_t capacity);
int64_t cicu_nfc(cicu_analyser *analyser, const uint8_t *text, size_t length, uint8_t *out, size_t capacity);
int64_t cicu_nfkc(cicu_analyser *analyser, const uint8_t *text, size_t length, uint8_t *out, size_t capacity);

/// ICU's transliterators: Traditional-Simplified, Katakana-Hiragana, any script to ASCII, Latin to Greek (UNGEGN), Latin to
/// Cyrillic. Each is opened when first used.
static const int32_t CICU_SIMPLIFIED = 0;
static const int32_t CICU_HIRAGANA = 1;
static const int32_t CICU_ASCII = 2;
static const int32_t CICU_GREEK = 3;
static const int32_t CICU_CYRILLIC = 4;
int64_t cicu_transliterate(cicu_analyser *analyser, int32_t kind, const uint8_t *text, size_t length, uint8_t *out,
                           size_t capacity);

/// A sort key of the root collation (UTS #10): keys compare byte by byte as their texts sort in most languages. Numbers
/// sort by value, and punctuation is ignored. A key that is too long for `out` is cut off, which sorts almost as well.
int64_t cicu_sort_key(cicu_analyser *analyser, const uint8_t *text, size_t length, uint8_t *out, size_t capacity);

/// Calls `take` for the name of the chief city of each time zone in a language (CLDR's exemplar cities): the zone's
/// identifier ("Europe/Kiev") and the name in UTF-8, both valid during the call only. False if the names cannot be opened.
bool cicu_city_names(const char *language, void *_Nullable context,
                     void (*take)(void *_Nullable context, const char *zone, const char *name));

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
