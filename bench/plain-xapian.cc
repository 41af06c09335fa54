// Indexes and searches texts with plain Xapian: its TermGenerator, stemmer and QueryParser. script/bench compares the search
// in many languages with it.
//
//     plain-xapian index INDEX LIST    LIST has a line "LANGUAGE<tab>FILE" for each text to index
//     plain-xapian search INDEX        reads lines "LANGUAGE<tab>QUERY", answers "NANOSECONDS HITS FILE…": the ten best
//                                      hits with any of the words, with their data read
//
// If Xapian has no stemmer for a language, none is used, as in any program that looks up stemmers by language code.
//
// With --grams after the command, the index has a second field with the 4-grams of each word (with its ends marked), and a
// query weighs words and 4-grams 6 to 4. This shows what finding parts of words and spelling errors would cost there.

#include <xapian.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

// The 4-grams of a text's words, as terms of a separate field; a shorter word is one string.
std::vector<std::string> grams(const std::string& text) {
    std::vector<std::string> result;
    std::vector<std::string> letters;
    const auto finish = [&] {
        if (letters.empty()) return;
        letters.insert(letters.begin(), "^");
        letters.push_back("$");
        for (size_t start = 0; start == 0 || start + 4 <= letters.size(); ++start) {
            std::string gram = "G";
            for (size_t place = start; place < std::min(start + 4, letters.size()); ++place) gram += letters[place];
            result.push_back(gram);
        }
        letters.clear();
    };
    for (Xapian::Utf8Iterator letter(text); letter != Xapian::Utf8Iterator(); ++letter) {
        if (Xapian::Unicode::is_wordchar(*letter)) {
            std::string small;
            Xapian::Unicode::append_utf8(small, Xapian::Unicode::tolower(*letter));
            letters.push_back(small);
        } else {
            finish();
        }
    }
    finish();
    return result;
}

const Xapian::Stem& stemmer(const std::string& language) {
    static std::map<std::string, Xapian::Stem> known;
    auto found = known.find(language);
    if (found == known.end()) {
        Xapian::Stem stem;
        try {
            stem = Xapian::Stem(language);
        } catch (const Xapian::InvalidArgumentError&) {
        }
        found = known.emplace(language, stem).first;
    }
    return found->second;
}

void index(const std::string& path, const std::string& list, bool withGrams) {
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator generator;
    std::ifstream lines(list);
    for (std::string line; std::getline(lines, line);) {
        const auto tab = line.find('\t');
        std::ifstream file(line.substr(tab + 1), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        Xapian::Document document;
        generator.set_document(document);
        generator.set_stemmer(stemmer(line.substr(0, tab)));
        generator.index_text(text);
        if (withGrams) {
            for (const auto& gram : grams(text)) document.add_term(gram);
        }
        // A hit shows something: the text, as vetsearch's index holds it too.
        document.set_data(line.substr(tab + 1) + "\n" + text);
        database.add_document(document);
    }
    database.commit();
}

void search(const std::string& path, bool withGrams) {
    const Xapian::Database database(path);
    for (std::string line; std::getline(std::cin, line);) {
        const auto tab = line.find('\t');
        const auto start = std::chrono::steady_clock::now();
        Xapian::QueryParser parser;
        parser.set_stemmer(stemmer(line.substr(0, tab)));
        parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
        parser.set_default_op(Xapian::Query::OP_OR);
        parser.set_database(database);
        Xapian::Enquire enquire(database);
        Xapian::Query query = parser.parse_query(line.substr(tab + 1), 0);
        if (withGrams) {
            const auto strings = grams(line.substr(tab + 1));
            query = Xapian::Query(
                Xapian::Query::OP_OR,
                Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query, 0.6),
                Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT,
                              Xapian::Query(Xapian::Query::OP_OR, strings.begin(), strings.end()), 0.4));
        }
        enquire.set_query(query);
        const Xapian::MSet hits = enquire.get_mset(0, 10);
        std::string files;
        for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
            const std::string data = hit.get_document().get_data();
            files += ' ' + data.substr(0, data.find('\n'));
        }
        const std::chrono::nanoseconds time = std::chrono::steady_clock::now() - start;
        std::cout << time.count() << ' ' << hits.size() << files << std::endl;
    }
}

}  // namespace

int main(int count, char** words) {
    std::vector<std::string> given(words + 1, words + count);
    bool withGrams = false;
    if (given.size() > 1 && given[1] == "--grams") {
        withGrams = true;
        given.erase(given.begin() + 1);
    }
    try {
        if (given.size() == 3 && given[0] == "index") return index(given[1], given[2], withGrams), 0;
        if (given.size() == 2 && given[0] == "search") return search(given[1], withGrams), 0;
    } catch (const Xapian::Error& error) {
        std::cerr << "plain-xapian: " << error.get_description() << '\n';
        return 1;
    }
    std::cerr << "plain-xapian index [--grams] INDEX LIST | search [--grams] INDEX\n";
    return 64;
}
