// Searches an index with Xapian only: the lower bound that script/bench compares the service with.
//
//     raw-xapian INDEX        reads one command per line, answers each on standard output
//
//     info                    documents in the index
//     terms LEAST MOST        "TERM<tab>FREQUENCY" for every plain word in LEAST to MOST documents; an empty line ends the list
//     words DOCUMENT          the plain words of a document, on one line; an empty line if there is no such document
//     search WORD…            "NANOSECONDS HITS BYTES": the ten best hits with all words, with their data read
//     count WORD…             the exact number of documents with all words
//     urls                    the url that omindex stored with each document; an empty line ends the list
//
// Only `search` is timed, as in `quest`: from the words to the data of the last hit, with the database already open.

#include <xapian.h>

#include <chrono>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

// Prefixes begin with a capital letter; digits and the like make no good words to search for.
bool is_word(const std::string& term) {
    if (term.size() < 4 || term.size() > 40) return false;
    for (unsigned char byte : term) {
        if (!((byte >= 'a' && byte <= 'z') || byte >= 0x80)) return false;
    }
    return true;
}

Xapian::Query all_of(std::istringstream& words) {
    std::vector<std::string> terms;
    for (std::string word; words >> word;) terms.push_back(word);
    return Xapian::Query(Xapian::Query::OP_AND, terms.begin(), terms.end());
}

void search(const Xapian::Database& database, std::istringstream& words) {
    const auto start = std::chrono::steady_clock::now();
    Xapian::Enquire enquire(database);
    enquire.set_query(all_of(words));
    const Xapian::MSet hits = enquire.get_mset(0, 10);
    size_t bytes = 0;
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) bytes += hit.get_document().get_data().size();
    const auto time = std::chrono::steady_clock::now() - start;
    std::cout << std::chrono::nanoseconds(time).count() << ' ' << hits.size() << ' ' << bytes << std::endl;
}

void answer(const Xapian::Database& database, const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "info") {
        std::cout << database.get_doccount() << std::endl;
    } else if (command == "terms") {
        Xapian::doccount least = 0, most = 0;
        words >> least >> most;
        for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
            const auto frequency = term.get_termfreq();
            if (frequency < least || frequency > most || !is_word(*term)) continue;
            std::cout << *term << '\t' << frequency << '\n';
        }
        std::cout << std::endl;
    } else if (command == "words") {
        Xapian::docid id = 0;
        words >> id;
        try {
            for (auto term = database.termlist_begin(id); term != database.termlist_end(id); ++term) {
                if (is_word(*term)) std::cout << *term << ' ';
            }
        } catch (const Xapian::DocNotFoundError&) {
        }
        std::cout << std::endl;
    } else if (command == "search") {
        search(database, words);
    } else if (command == "count") {
        Xapian::Enquire enquire(database);
        enquire.set_query(all_of(words));
        std::cout << enquire.get_mset(0, 0, database.get_doccount()).get_matches_estimated() << std::endl;
    } else if (command == "urls") {
        for (auto id = database.postlist_begin(""); id != database.postlist_end(""); ++id) {
            const std::string data = database.get_document(*id).get_data();
            if (data.compare(0, 4, "url=") == 0) std::cout << data.substr(4, data.find('\n') - 4) << '\n';
        }
        std::cout << std::endl;
    } else {
        std::cerr << "raw-xapian: unknown command: " << line << std::endl;
        std::exit(64);
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: raw-xapian INDEX" << std::endl;
        return 64;
    }
    try {
        const Xapian::Database database(arguments[1]);
        for (std::string line; std::getline(std::cin, line);) answer(database, line);
    } catch (const Xapian::Error& error) {
        std::cerr << "raw-xapian: " << error.get_description() << std::endl;
        return 1;
    }
    return 0;
}
