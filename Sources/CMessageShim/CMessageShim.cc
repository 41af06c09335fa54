#include "CMessageShim.h"
#include <cstring>
#include <string>
#include <vector>
#include <unicode/fmtable.h>
#include <unicode/locid.h>
#include <unicode/msgfmt.h>
#include <unicode/unistr.h>

/// The value of an argument. ICU formats dates only from a double, which is exact for these numbers.
static icu::Formattable value(const cmessage_argument &argument) {
    if (argument.text) return icu::Formattable(icu::UnicodeString::fromUTF8(argument.text));
    constexpr int64_t exact = int64_t{1} << 53;
    if (argument.number > -exact && argument.number < exact) return icu::Formattable(static_cast<double>(argument.number));
    return icu::Formattable(argument.number);
}

int64_t cmessage_format(const char *language, const char *pattern, const cmessage_argument *arguments, size_t count,
                        char *out, size_t capacity) {
    // No exception (bad_alloc is the only one possible) may reach Swift.
    try {
        UErrorCode status = U_ZERO_ERROR;
        icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale(language), status);
        std::vector<icu::UnicodeString> names;
        std::vector<icu::Formattable> values;
        for (size_t index = 0; index < count; ++index) {
            const auto &argument = arguments[index];
            names.push_back(icu::UnicodeString::fromUTF8(argument.name));
            values.push_back(value(argument));
        }
        icu::UnicodeString result;
        format.format(names.data(), values.data(), static_cast<int32_t>(count), result, status);
        if (U_FAILURE(status)) return -1;
        std::string text;
        result.toUTF8String(text);
        if (text.size() < capacity) std::memcpy(out, text.c_str(), text.size() + 1);
        return static_cast<int64_t>(text.size());
    } catch (...) {
        return -1;
    }
}
