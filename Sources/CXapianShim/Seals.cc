#include "Seals.h"
#include "Guarded.h"

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace {

const std::string metadata_key = "vetsearch.seal";

/// FNV-1a over bytes: one changed byte always changes it.
uint64_t hash(const std::string &text, uint64_t state = 0xcbf29ce484222325u) {
    for (const unsigned char byte : text) state = (state ^ byte) * 0x100000001b3u;
    return state;
}

/// Mixes a number into a hash (the finaliser of SplitMix64): what is added up must not cancel out.
uint64_t mix(uint64_t state, uint64_t number) {
    uint64_t z = state + number * 0x9E3779B97F4A7C15u + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t of_term(uint64_t term, Xapian::termcount frequency) { return mix(term, frequency); }
uint64_t of_position(uint64_t term, Xapian::termpos position) { return mix(term ^ 0x5bd1e995u, position); }

/// What is kept beside the terms, and how long the document is. A database without lists of terms does not know which values
/// its documents have; they have none but the seal.
uint64_t of_rest(const Xapian::Document &document, uint64_t length, bool has_values) {
    uint64_t sum = mix(hash(document.get_data()), length);
    if (!has_values) return sum;
    for (auto value = document.values_begin(); value != document.values_end(); ++value) {
        if (value.get_valueno() != seal_slot) sum += mix(hash(*value), value.get_valueno());
    }
    return sum;
}

std::string hexadecimal(uint64_t number) {
    char text[17];
    std::snprintf(text, sizeof text, "%016" PRIx64, number);
    return text;
}

uint64_t of_metadata(const std::string &key, const std::string &value) {
    return value.empty() ? 0 : mix(hash(key), hash(value));
}

/// What the lists of a database say of each document.
struct Sums {
    std::vector<uint64_t> terms, positions, lengths;
    /// Of all documents together.
    uint64_t length = 0;

    explicit Sums(const Xapian::Database &database) {
        const size_t count = size_t(database.get_lastdocid()) + 1;
        terms.resize(count);
        positions.resize(count);
        lengths.resize(count);
        const bool has_positions = database.has_positions();
        for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
            const uint64_t code = hash(*term);
            for (auto posting = database.postlist_begin(*term); posting != database.postlist_end(*term); ++posting) {
                const auto docid = *posting;
                if (docid >= count) throw Xapian::DatabaseCorruptError("a list names a document that is not there");
                terms[docid] += of_term(code, posting.get_wdf());
                lengths[docid] += posting.get_wdf();
                length += posting.get_wdf();
                if (!has_positions) continue;
                for (auto place = posting.positionlist_begin(); place != posting.positionlist_end(); ++place) {
                    positions[docid] += of_position(code, *place);
                }
            }
        }
    }
};

/// The sum over the terms that a document itself lists; a database without such lists has none to compare.
uint64_t listed_terms(const Xapian::Database &database, Xapian::docid docid) {
    uint64_t sum = 0;
    for (auto term = database.termlist_begin(docid); term != database.termlist_end(docid); ++term) {
        sum += of_term(hash(*term), term.get_wdf());
    }
    return sum;
}

/// Whether what Xapian weighs by goes with the lists. Bounds may be wide: documents that are gone had a part in them.
bool are_statistics_right(const Xapian::Database &database, const Sums &sums, Xapian::doccount count) {
    uint64_t shortest = UINT64_MAX, longest = 0;
    for (auto posting = database.postlist_begin(""); posting != database.postlist_end(""); ++posting) {
        // Xapian's bound leaves out those without any word.
        if (sums.lengths[*posting] > 0) shortest = std::min(shortest, sums.lengths[*posting]);
        longest = std::max(longest, sums.lengths[*posting]);
    }
    return count == database.get_doccount() && database.get_total_length() == sums.length &&
           (count == 0 || (database.get_doclength_lower_bound() <= shortest &&
                           database.get_doclength_upper_bound() >= longest));
}

bool lists_terms(const Xapian::Database &database) {
    const auto first = database.postlist_begin("");
    if (first == database.postlist_end("")) return true;
    try {
        (void)database.termlist_begin(*first);
        return true;
    } catch (const Xapian::FeatureUnavailableError &) {
        return false;
    }
}

}  // namespace

void seal(Xapian::Document &document) {
    uint64_t terms = 0, positions = 0, length = 0;
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
        const uint64_t code = hash(*term);
        terms += of_term(code, term.get_wdf());
        length += term.get_wdf();
        for (auto place = term.positionlist_begin(); place != term.positionlist_end(); ++place) {
            positions += of_position(code, *place);
        }
    }
    document.add_value(seal_slot, hexadecimal(terms) + hexadecimal(positions + of_rest(document, length, true)));
}

void MetadataSeal::set(Xapian::WritableDatabase &database, const std::string &key, const std::string &value) {
    if (!is_known) {
        sum = std::strtoull(database.get_metadata(metadata_key).c_str(), nullptr, 16);
        is_known = true;
    }
    sum += of_metadata(key, value) - of_metadata(key, database.get_metadata(key));
    is_changed = true;
    database.set_metadata(key, value);
}

void MetadataSeal::write(Xapian::WritableDatabase &database) {
    if (!is_changed) return;
    database.set_metadata(metadata_key, hexadecimal(sum));
    is_changed = false;
}

extern "C" {

bool cxapian_verify(const char *path, size_t *documents, bool *metadata, cxapian_error *error) {
    return guarded(error, false, [&] {
        const Xapian::Database database(path);
        const Sums sums(database);
        const bool has_lists = lists_terms(database);
        *documents = 0;
        Xapian::doccount count = 0;
        for (auto posting = database.postlist_begin(""); posting != database.postlist_end(""); ++posting) {
            const auto docid = *posting;
            if (docid >= sums.terms.size()) throw Xapian::DatabaseCorruptError("there is a document behind the last one");
            const auto document = database.get_document(docid);
            const bool is_whole =
                document.get_value(seal_slot) ==
                    hexadecimal(sums.terms[docid]) +
                        hexadecimal(sums.positions[docid] + of_rest(document, sums.lengths[docid], has_lists)) &&
                database.get_doclength(docid) == sums.lengths[docid] &&
                (!has_lists || listed_terms(database, docid) == sums.terms[docid]);
            if (!is_whole) ++*documents;
            ++count;
        }
        if (!are_statistics_right(database, sums, count)) ++*documents;
        uint64_t sum = 0;
        for (auto key = database.metadata_keys_begin(); key != database.metadata_keys_end(); ++key) {
            if (*key != metadata_key) sum += of_metadata(*key, database.get_metadata(*key));
        }
        const std::string kept = database.get_metadata(metadata_key);
        *metadata = kept.empty() ? sum != 0 : kept != hexadecimal(sum);
        return true;
    });
}

int cxapian_lock(const char *path, int *failure) {
    const std::string file = std::string(path) + "/flintlock";
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        *failure = errno;
        return -1;
    }
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) return descriptor;
    *failure = errno;
    close(descriptor);
    return -1;
}

}  // extern "C"
