#include "CICUShim.h"

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <unicode/locid.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/tznames.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>
#include <vector>

struct cicu_analyser {
    UBreakIterator *breaks = nullptr, *sentences = nullptr;
    UTransliterator *transliterators[5] = {};
    UCollator *collator = nullptr;
    const UNormalizer2 *nfc = nullptr, *nfd = nullptr, *nfkc = nullptr, *fold = nullptr;
    std::vector<UChar> utf16, a, b, c;
    std::vector<uint32_t> offsets;  // UTF-16 index -> UTF-8 offset
    std::vector<cicu_word> words;
    ~cicu_analyser() {
        if (breaks) ubrk_close(breaks);
        if (sentences) ubrk_close(sentences);
        if (collator) ucol_close(collator);
        for (auto each : transliterators)
            if (each) utrans_close(each);
    }
};

namespace {

// No exception (bad_alloc is the only one possible) may reach C or Swift.
template <class Result, class Body>
Result guarded(Result failure, Body body) noexcept {
    try {
        return body();
    } catch (...) {
        return failure;
    }
}

bool failed(UErrorCode status) { return status > U_ZERO_ERROR; }

std::vector<UChar> &from_utf8(cicu_analyser *self, const uint8_t *text, size_t length) {
    self->a.resize(length + 1);
    int32_t written = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(self->a.data(), static_cast<int32_t>(self->a.size()), &written,
                         reinterpret_cast<const char *>(text), static_cast<int32_t>(length), 0xFFFD, nullptr, &status);
    self->a.resize(failed(status) ? 0 : written);
    return self->a;
}

bool normalise(const UNormalizer2 *normaliser, const std::vector<UChar> &in, std::vector<UChar> &out) {
    out.resize(in.size() * 3 + 32);
    for (int round = 0; round < 2; ++round) {
        UErrorCode status = U_ZERO_ERROR;
        int32_t length = unorm2_normalize(normaliser, in.data(), static_cast<int32_t>(in.size()), out.data(),
                                          static_cast<int32_t>(out.size()), &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) {
            out.resize(length + 1);
            continue;
        }
        if (failed(status)) return false;
        out.resize(length);
        return true;
    }
    return false;
}

int64_t to_utf8(const std::vector<UChar> &in, uint8_t *out, size_t capacity) {
    int32_t written = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(reinterpret_cast<char *>(out), static_cast<int32_t>(capacity), &written, in.data(),
                static_cast<int32_t>(in.size()), &status);
    return failed(status) ? -1 : written;
}

int64_t normalised(cicu_analyser *self, const UNormalizer2 *normaliser, const uint8_t *text, size_t length,
                   uint8_t *out, size_t capacity) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        if (!normalise(normaliser, from_utf8(self, text, length), self->b)) return -1;
        return to_utf8(self->b, out, capacity);
    });
}

// Characters inside a word of UAX #29 that separate what readers search for: l'apprentissage, cedefop.europa.eu, EU:n,
// annual_report. Not inside numbers (3.14), and not if the apostrophe is a letter (Ukrainian об'єднання).
bool parts_words(const UChar *units, int32_t i) {
    switch (units[i]) {
    case '\'':
    case 0x2019: return units[i - 1] < 0x370;
    case 0xB7: return units[i - 1] != 'l' || units[i + 1] != 'l';  // not in the Catalan l·l
    case '.':
    case ':': return !(u_isdigit(units[i - 1]) && u_isdigit(units[i + 1]));
    default: return false;
    }
}

// Signs that people search for: §, currencies, emoji.
bool is_searchable_sign(const UChar *units, int32_t start, int32_t end) {
    if (units[start] != '$' && units[start] < 0xA2) return false;
    UChar32 c;
    U16_GET(units, start, start, end, c);
    if (c == 0xA7 || u_charType(c) == U_CURRENCY_SYMBOL || u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION)) return true;
    return units[end - 1] == 0xFE0F && u_hasBinaryProperty(c, UCHAR_EMOJI);
}

// Letters without a decomposition that people type as plain letters if they have no key for them.
UChar32 plain_letter(UChar32 c) {
    switch (c) {
    case 0x142: return 'l';   // ł
    case 0xF8: return 'o';    // ø
    case 0x111: return 'd';   // đ
    case 0x127: return 'h';   // ħ
    case 0x131: return 'i';   // ı
    case 0x2019:
    case 0x2BC: return '\'';  // the apostrophe in a Ukrainian word, as printed and as typed
    case 0x640: return 0;     // Arabic tatweel only stretches a word
    default: return c;
    }
}

bool folds_marks(UChar32 base) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(base, &status)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW: return true;
    default: return false;
    }
}

// й, ї and ў are letters of their own with their own keys; ё is often written as е.
bool is_letter_of_its_own(UChar32 base, UChar32 mark) {
    return (mark == 0x306 && (base == 0x438 || base == 0x443)) || (mark == 0x308 && base == 0x456);
}

}  // namespace

extern "C" {

cicu_analyser *cicu_analyser_create(char *error, size_t error_capacity) {
    return guarded<cicu_analyser *>(nullptr, [&]() -> cicu_analyser * {
        auto self = new cicu_analyser;
        UErrorCode status = U_ZERO_ERROR;
        self->breaks = ubrk_open(UBRK_WORD, "", nullptr, 0, &status);
        self->nfc = unorm2_getNFCInstance(&status);
        self->nfd = unorm2_getNFDInstance(&status);
        self->nfkc = unorm2_getNFKCInstance(&status);
        self->fold = unorm2_getNFKCCasefoldInstance(&status);
        if (failed(status)) {
            std::snprintf(error, error_capacity, "%s", u_errorName(status));
            delete self;
            return nullptr;
        }
        return self;
    });
}

void cicu_analyser_free(cicu_analyser *self) { delete self; }

int64_t cicu_words(cicu_analyser *self, const uint8_t *text, size_t length, const cicu_word **words) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        self->words.clear();
        *words = self->words.data();
        if (length == 0) return 0;
        if (length > INT32_MAX - 2) return -1;
        self->utf16.resize(length + 1);
        self->offsets.resize(length + 2);
        UChar *units = self->utf16.data();
        uint32_t *offsets = self->offsets.data();
        int32_t count = 0;
        for (int32_t i = 0; i < static_cast<int32_t>(length);) {
            const uint32_t start = i;
            if (text[i] < 0x80) {
                offsets[count] = start;
                units[count++] = text[i++];
                continue;
            }
            UChar32 c;
            U8_NEXT_OR_FFFD(text, i, static_cast<int32_t>(length), c);
            offsets[count] = start;
            if (U_IS_BMP(c)) {
                units[count++] = static_cast<UChar>(c);
            } else {
                units[count++] = U16_LEAD(c);
                offsets[count] = start;
                units[count++] = U16_TRAIL(c);
            }
        }
        offsets[count] = static_cast<uint32_t>(length);
        UErrorCode status = U_ZERO_ERROR;
        ubrk_setText(self->breaks, units, count, &status);
        if (failed(status)) return -1;
        self->words.reserve(count / 5 + 8);
        int32_t start = ubrk_first(self->breaks);
        for (int32_t end = ubrk_next(self->breaks); end != UBRK_DONE; start = end, end = ubrk_next(self->breaks)) {
            if (ubrk_getRuleStatus(self->breaks) < UBRK_WORD_NONE_LIMIT) {
                if (is_searchable_sign(units, start, end)) {
                    self->words.push_back({offsets[start], offsets[end] - offsets[start]});
                }
                continue;
            }
            int32_t from = start;
            for (int32_t i = start; i < end; ++i) {
                const bool inside = i > start && i + 1 < end;
                if (units[i] != '_' && !(inside && parts_words(units, i))) continue;
                if (i > from) self->words.push_back({offsets[from], offsets[i] - offsets[from]});
                from = i + 1;
            }
            if (end > from) self->words.push_back({offsets[from], offsets[end] - offsets[from]});
        }
        *words = self->words.data();
        return static_cast<int64_t>(self->words.size());
    });
}

int64_t cicu_sentences(cicu_analyser *self, const uint8_t *text, size_t length, const cicu_word **sentences) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        self->words.clear();
        *sentences = self->words.data();
        if (length == 0) return 0;
        if (length > INT32_MAX - 2) return -1;
        UErrorCode status = U_ZERO_ERROR;
        if (!self->sentences) self->sentences = ubrk_open(UBRK_SENTENCE, "", nullptr, 0, &status);
        if (failed(status)) return -1;
        UText units = UTEXT_INITIALIZER;
        utext_openUTF8(&units, reinterpret_cast<const char *>(text), static_cast<int64_t>(length), &status);
        std::unique_ptr<UText, decltype(&utext_close)> closing(&units, utext_close);
        ubrk_setUText(self->sentences, &units, &status);
        if (failed(status)) return -1;
        int32_t start = ubrk_first(self->sentences);
        for (int32_t end = ubrk_next(self->sentences); end != UBRK_DONE; start = end, end = ubrk_next(self->sentences)) {
            self->words.push_back({static_cast<uint32_t>(start), static_cast<uint32_t>(end - start)});
        }
        *sentences = self->words.data();
        return static_cast<int64_t>(self->words.size());
    });
}

int64_t cicu_fold(cicu_analyser *self, const uint8_t *text, size_t length, uint8_t *out, size_t capacity) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        bool ascii = length <= capacity;
        for (size_t i = 0; ascii && i < length; ++i) {
            const uint8_t c = text[i];
            ascii = c < 0x80;
            out[i] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        }
        if (ascii) return static_cast<int64_t>(length);

        if (!normalise(self->fold, from_utf8(self, text, length), self->b)) return -1;
        if (!normalise(self->nfd, self->b, self->c)) return -1;
        self->b.clear();
        UChar32 base = 0;
        bool drop = false;
        for (int32_t i = 0, size = static_cast<int32_t>(self->c.size()); i < size;) {
            UChar32 c;
            U16_NEXT(self->c.data(), i, size, c);
            if (u_charType(c) == U_NON_SPACING_MARK) {
                if (drop && !is_letter_of_its_own(base, c)) continue;
            } else {
                c = plain_letter(c);
                if (c == 0) continue;
                base = c;
                drop = folds_marks(c);
            }
            UChar pair[2];
            int32_t units = 0;
            U16_APPEND_UNSAFE(pair, units, c);
            self->b.insert(self->b.end(), pair, pair + units);
        }
        if (!normalise(self->nfc, self->b, self->c)) return -1;
        return to_utf8(self->c, out, capacity);
    });
}

int64_t cicu_lower(cicu_analyser *self, const uint8_t *text, size_t length, const char *locale, uint8_t *out,
                   size_t capacity) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        from_utf8(self, text, length);
        self->b.resize(self->a.size() * 3 + 8);
        UErrorCode status = U_ZERO_ERROR;
        int32_t lowered = u_strToLower(self->b.data(), static_cast<int32_t>(self->b.size()), self->a.data(),
                                       static_cast<int32_t>(self->a.size()), locale, &status);
        if (failed(status)) return -1;
        self->b.resize(lowered);
        if (!normalise(self->nfkc, self->b, self->c)) return -1;
        return to_utf8(self->c, out, capacity);
    });
}

int64_t cicu_nfc(cicu_analyser *self, const uint8_t *text, size_t length, uint8_t *out, size_t capacity) {
    return normalised(self, self->nfc, text, length, out, capacity);
}

int64_t cicu_nfkc(cicu_analyser *self, const uint8_t *text, size_t length, uint8_t *out, size_t capacity) {
    return normalised(self, self->nfkc, text, length, out, capacity);
}


int64_t cicu_transliterate(cicu_analyser *self, int32_t kind, const uint8_t *text, size_t length, uint8_t *out,
                           size_t capacity) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        static const UChar *const names[] = {u"Traditional-Simplified", u"Katakana-Hiragana", u"Any-Latin; Latin-ASCII",
                                              u"Latin-Greek/UNGEGN", u"Latin-Cyrillic"};
        if (kind < 0 || kind > 4) return -1;
        UErrorCode status = U_ZERO_ERROR;
        UTransliterator *&opened = self->transliterators[kind];
        if (!opened) opened = utrans_openU(names[kind], -1, UTRANS_FORWARD, nullptr, 0, nullptr, &status);
        if (failed(status) || !opened) return -1;
        int32_t units = static_cast<int32_t>(from_utf8(self, text, length).size()), limit = units;
        self->a.resize(self->a.size() * 4 + 16);
        utrans_transUChars(opened, self->a.data(), &units, static_cast<int32_t>(self->a.size()), 0, &limit, &status);
        if (failed(status)) return -1;
        self->a.resize(units);
        return to_utf8(self->a, out, capacity);
    });
}

bool cicu_city_names(const char *language, void *context, void (*take)(void *context, const char *zone, const char *name)) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::TimeZoneNames> names(icu::TimeZoneNames::createInstance(icu::Locale(language), status));
    std::unique_ptr<icu::StringEnumeration> zones(
        icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, nullptr, nullptr, status));
    if (failed(status) || !names || !zones) return false;
    std::string zone_text, name_text;
    while (const icu::UnicodeString *zone = zones->snext(status)) {
        if (failed(status)) break;
        icu::UnicodeString name;
        names->getExemplarLocationName(*zone, name);
        if (name.isBogus() || name.isEmpty()) continue;
        zone_text.clear();
        name_text.clear();
        zone->toUTF8String(zone_text);
        name.toUTF8String(name_text);
        take(context, zone_text.c_str(), name_text.c_str());
    }
    return true;
}

int64_t cicu_sort_key(cicu_analyser *self, const uint8_t *text, size_t length, uint8_t *out, size_t capacity) {
    return guarded<int64_t>(-1, [&]() -> int64_t {
        UErrorCode status = U_ZERO_ERROR;
        if (!self->collator) {
            self->collator = ucol_open("", &status);
            ucol_setAttribute(self->collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
            ucol_setAttribute(self->collator, UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED, &status);
            if (failed(status)) return -1;
        }
        const std::vector<UChar> &units = from_utf8(self, text, length);
        int64_t written = ucol_getSortKey(self->collator, units.data(), static_cast<int32_t>(units.size()), out,
                                          static_cast<int32_t>(capacity));
        // Without the zero at its end.
        return written > static_cast<int64_t>(capacity) ? static_cast<int64_t>(capacity) : written > 0 ? written - 1 : 0;
    });
}
}  // extern "C"
