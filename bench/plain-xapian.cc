// Indexes and searches texts with Xapian as it comes: its TermGenerator, stemmer and QueryParser, the peer that script/bench
// holds the search across languages against.
//
//     plain-xapian index INDEX LIST    LIST holds "LANGUAGE<tab>FILE" a line: the texts to index, one document each
//     plain-xapian search INDEX        reads "LANGUAGE<tab>QUERY" a line, answers "NANOSECONDS HITS FILE…": ten hits that
//                                      have any of the words, best first, with their data read
//
// A language that Xapian has no stemmer for gets none, as in any program that asks for one by its code.

#include <xapian.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

namespace {

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

void index(const std::string& path, const std::string& list) {
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
        // A hit shows something: the text, as vetsearch's index holds it too.
        document.set_data(line.substr(tab + 1) + "\n" + text);
        database.add_document(document);
    }
    database.commit();
}

void search(const std::string& path) {
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
        enquire.set_query(parser.parse_query(line.substr(tab + 1), 0));
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
    const std::string command = count > 1 ? words[1] : "";
    try {
        if (command == "index" && count == 4) return index(words[2], words[3]), 0;
        if (command == "search" && count == 3) return search(words[2]), 0;
    } catch (const Xapian::Error& error) {
        std::cerr << "plain-xapian: " << error.get_description() << '\n';
        return 1;
    }
    std::cerr << "plain-xapian index INDEX LIST | search INDEX\n";
    return 64;
}
