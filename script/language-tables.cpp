// Builds the table of base forms of one language; script/language-data compiles it, calls it, and says what a table contains.
//
//     language-tables LANGUAGE TABLE < words    prints the number of forms
//
// The words come as simplemma stores them: "SMFC1", a byte whose lowest bit says that all strings are backwards, and the
// number of records; then for each record, sorted by form: the number of bytes it shares with the form before, the rest of
// the form, and the base: 254 for the one before, 255 and a string for another, else how many bytes of the form to remove,
// and a string to append. Numbers have seven bits in a byte, the low ones first; strings begin with their length.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <marisa.h>
#include <string>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unordered_map>
#include <vector>

using std::string;

namespace {

const int longest = 60;  // characters of a form; longer ones are Wiktionary's curiosities

[[noreturn]] void fail(const char *reason) {
    std::fprintf(stderr, "language-tables: %s\n", reason);
    std::exit(1);
}

void check(UErrorCode status) {
    if (U_FAILURE(status)) fail(u_errorName(status));
}

bool isASCII(const string &text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char byte) { return byte >= 0x80; });
}

bool isContinuation(const string &text, size_t place) { return place < text.size() && (text[place] & 0xC0) == 0x80; }

string utf8(const icu::UnicodeString &text) {
    string result;
    return text.toUTF8String(result);
}

/// The words, record by record.
class Words {
public:
    explicit Words(string bytes) : bytes(std::move(bytes)) {
        if (this->bytes.compare(0, 5, "SMFC1") != 0) fail("these are not simplemma's words");
        place = 5;
        isBackwards = byte() & 1;
        left = number();
    }

    bool next(string &form, string &base) {
        if (place == bytes.size()) {
            if (left != 0) fail("some words are missing");
            return false;
        }
        --left;
        key.resize(std::min<size_t>(number(), key.size()));
        key += text();
        const unsigned trim = byte();
        if (trim == 255) {
            value = text();
        } else if (trim != 254) {
            value = key.substr(0, key.size() - std::min<size_t>(trim, key.size())) + text();
        }
        form = isBackwards ? string(key.rbegin(), key.rend()) : key;
        base = isBackwards ? string(value.rbegin(), value.rend()) : value;
        return true;
    }

private:
    unsigned byte() {
        if (place == bytes.size()) fail("the words are cut off");
        return static_cast<unsigned char>(bytes[place++]);
    }

    uint64_t number() {
        uint64_t result = 0;
        for (int shift = 0;; shift += 7) {
            const unsigned next = byte();
            result |= uint64_t(next & 0x7F) << shift;
            if (next < 0x80) return result;
        }
    }

    string text() {
        const size_t length = number();
        if (length > bytes.size() - place) fail("the words are cut off");
        place += length;
        return bytes.substr(place - length, length);
    }

    string bytes, key, value;
    size_t place = 0;
    uint64_t left = 0;
    bool isBackwards = false;
};

/// Lower case, normalised (NFKC), with one kind of apostrophe.
class LowerCase {
public:
    explicit LowerCase(const string &language) : isTurkish(language == "tr") {
        UErrorCode status = U_ZERO_ERROR;
        nfkc = icu::Normalizer2::getNFKCInstance(status);
        check(status);
        stays.resize(0x10000);
        for (UChar32 letter = 0; letter < 0x10000; ++letter) {
            const icu::UnicodeString text(letter);
            stays[letter] = !U_IS_SURROGATE(letter) && icu::UnicodeString(text).toLower(icu::Locale::getRoot()) == text
                && nfkc->quickCheck(text, status) == UNORM_YES && nfkc->getCombiningClass(letter) == 0
                && letter != u'’' && letter != u'ʼ';
        }
        check(status);
    }

    string operator()(const string &word) const {
        if (isASCII(word) && !isTurkish) {
            string result = word;
            for (char &letter : result)
                if (letter >= 'A' && letter <= 'Z') letter += 'a' - 'A';
            return result;
        }
        auto text = icu::UnicodeString::fromUTF8(word);
        bool isDone = true;
        for (int32_t i = 0; i < text.length() && isDone; ++i) isDone = stays[text.charAt(i)];
        if (isDone) return word;
        if (isTurkish) {
            text.findAndReplace(u"I", u"ı");
            text.findAndReplace(u"İ", u"i");
        }
        text.toLower(icu::Locale::getRoot());
        UErrorCode status = U_ZERO_ERROR;
        text = nfkc->normalize(text, status);
        check(status);
        return utf8(text.findAndReplace(u"’", u"'").findAndReplace(u"ʼ", u"'"));
    }

private:
    bool isTurkish;
    const icu::Normalizer2 *nfkc;
    /// Of each letter, whether it stays as it is, wherever it is.
    std::vector<bool> stays;
};

/// Words without diacritics, as cicu_fold in Sources/CICUShim makes them.
class Plain {
public:
    Plain() {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2 *nfkd = icu::Normalizer2::getNFKDInstance(status);
        check(status);
        const icu::UnicodeString own = u"йїў";
        const std::pair<UChar32, UChar32> ranges[] = {
            {0xC0, 0x250}, {0x370, 0x530}, {0x5B0, 0x670}, {0x1E00, 0x2000}
        };
        for (const auto &[first, end] : ranges) {
            for (UChar32 letter = first; letter < end; ++letter) {
                if (table.count(letter) || own.indexOf(letter) >= 0) continue;
                const icu::UnicodeString text(letter);
                icu::UnicodeString bare;
                for (const UChar32 part : points(nfkd->normalize(icu::UnicodeString(text).foldCase(), status))) {
                    if (u_charType(part) == U_NON_SPACING_MARK) continue;
                    const auto known = table.find(part);
                    bare += known == table.end() ? icu::UnicodeString(part) : known->second;
                }
                if (bare != text) table[letter] = bare;
            }
        }
        check(status);
    }

    string operator()(const string &word) const {
        if (isASCII(word)) return word;
        icu::UnicodeString result;
        for (const UChar32 letter : points(icu::UnicodeString::fromUTF8(word))) {
            const auto known = table.find(letter);
            if (known == table.end()) result += letter;
            else result += known->second;
        }
        return utf8(result);
    }

private:
    static std::vector<UChar32> points(const icu::UnicodeString &text) {
        std::vector<UChar32> result;
        for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) result.push_back(text.char32At(i));
        return result;
    }

    std::unordered_map<UChar32, icu::UnicodeString> table = {
        {u'ł', u"l"}, {u'ø', u"o"}, {u'đ', u"d"}, {u'ħ', u"h"}, {u'ı', u"i"}, {u'ʼ', u"'"}, {u'’', u"'"}, {0x640, u""}
    };
};

/// What makes `base` of `form`; empty where the end to remove is too long.
string edit(const string &form, const string &base) {
    size_t shared = std::mismatch(form.begin(), form.begin() + std::min(form.size(), base.size()), base.begin()).first
        - form.begin();
    while (isContinuation(form, shared) || isContinuation(base, shared)) --shared;
    const size_t drop = form.size() - shared;
    return drop < 70 ? char('0' + drop) + base.substr(shared) : "";
}

/// Forms, each with a base; a form may have several.
using Entries = std::vector<std::pair<string, string>>;

/// Sorts, and leaves each once.
void tidy(Entries &entries) {
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
}

/// Removes the entries whose form others have, too; both are sorted.
void giveWay(Entries &entries, const Entries &others) {
    auto other = others.begin();
    const auto isTaken = [&](const auto &entry) {
        while (other != others.end() && other->first < entry.first) ++other;
        return other != others.end() && other->first == entry.first;
    };
    entries.erase(std::remove_if(entries.begin(), entries.end(), isTaken), entries.end());
}

/// All in lower case. A name gives way to a word spelled alike, except in German.
Entries read(Words source, const string &language) {
    const LowerCase lower(language);
    Entries words, names;
    string form, base;
    while (source.next(form, base)) {
        const auto count = std::count_if(form.begin(), form.end(), [](char byte) { return (byte & 0xC0) != 0x80; });
        if (count == 0 || count > longest || (form + base).find('\n') != string::npos) continue;
        // simplemma has one table for all of Serbo-Croatian, whose Cyrillic half is not Croatian.
        if (language == "hr" && static_cast<unsigned char>(form[0]) >= 0xD0) continue;
        string small = lower(form);
        auto &kind = small == form || language == "de" ? words : names;
        kind.emplace_back(std::move(small), lower(base));
    }
    tidy(words);
    tidy(names);
    giveWay(names, words);
    words.insert(words.end(), names.begin(), names.end());
    tidy(words);
    return words;
}

/// The entries without diacritics, where that makes a form that is not one already.
Entries bare(const Entries &words) {
    const Plain plain;
    Entries result;
    for (const auto &[form, base] : words) {
        string other = plain(form);
        if (other != form) result.emplace_back(std::move(other), base);
    }
    tidy(result);
    giveWay(result, words);
    return result;
}

void add(const Entries &entries, char mark, marisa::Keyset &keys) {
    for (const auto &[form, base] : entries) {
        const string change = base.empty() ? "" : edit(form, base);
        const string key = form + mark + change;
        if (!change.empty()) keys.push_back(key.data(), key.size());
    }
}

}

int main(int count, char **arguments) {
    if (count != 3) fail("call it with a language and the table to write");
    std::ios::sync_with_stdio(false);
    const Entries words = read(Words(string(std::istreambuf_iterator<char>(std::cin), {})), arguments[1]);
    try {
        marisa::Keyset keys;
        add(words, '\x01', keys);
        add(bare(words), '\x02', keys);
        marisa::Trie table;
        table.build(keys, MARISA_BINARY_TAIL);
        table.save(arguments[2]);
    } catch (const marisa::Exception &error) {
        fail(error.what());
    }
    size_t forms = 0;
    for (size_t i = 0; i < words.size(); ++i) forms += i == 0 || words[i].first != words[i - 1].first;
    std::cout << forms << "\n";
}
