#include "CXapianShim.h"
#include "Guarded.h"
#include "Seals.h"

#include <algorithm>
#include <atomic>
#include <bitset>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <xapian.h>

struct cxapian_document {
    Xapian::Document document;
    std::string term;
};

struct cxapian_reader {
    Xapian::Database database;
    std::string scratch, term;
    std::vector<uint32_t> positions;
};

struct cxapian_query {
    Xapian::Query query;
};

struct cxapian_result {
    Xapian::MSet matches;
    std::vector<std::pair<Xapian::docid, double>> hits;
    std::vector<std::vector<std::pair<std::string, uint32_t>>> facets;
    uint32_t total = 0;
    bool is_partial = false;
};

namespace {

// The most bytes of a term or metadata key that Xapian's tables take, and how many of a longer one stay readable.
constexpr size_t longest_term = 245, readable_term = 200;

/// How many bytes of `source` fit into `room` bytes of a table's key, where a NUL takes two; whole UTF-8 characters only.
size_t fitting(cxapian_bytes source, size_t room) {
    size_t end = 0;
    for (size_t taken = 0; end < source.count; ++end) {
        taken += source.bytes[end] == 0 ? 2 : 1;
        if (taken > room) break;
    }
    if (end == source.count) return end;
    while (end > 0 && (source.bytes[end] & 0xC0) == 0x80) --end;
    return end;
}

/// Makes `target` the term, or metadata key, that stands for `source` in the tables: the same bytes, or where they are too
/// many, their beginning and a hash of all of them (FNV-1a, 128 bits). Whatever is written or looked up by a term or key
/// goes through here, so writers and readers always agree.
void assign_term(std::string &target, cxapian_bytes source) {
    // So few bytes fit even if all are NUL.
    if (source.count <= longest_term / 2 || fitting(source, longest_term) == source.count) return assign(target, source);
    unsigned __int128 hash = static_cast<unsigned __int128>(0x6c62272e07bb0142) << 64 | 0x62b821756295c58d;
    const unsigned __int128 prime = static_cast<unsigned __int128>(1) << 88 | 0x13b;
    for (size_t index = 0; index < source.count; ++index) hash = (hash ^ source.bytes[index]) * prime;
    char digits[34];
    std::snprintf(digits, sizeof digits, "~%016llx%016llx", static_cast<unsigned long long>(hash >> 64),
                  static_cast<unsigned long long>(hash));
    assign(target, {source.bytes, fitting(source, readable_term)});
    target.append(digits);
}

std::string term_of(cxapian_bytes source) {
    std::string term;
    assign_term(term, source);
    return term;
}

/// Weighs documents by the year that stands in one of their values: the newer, the heavier.
class Recency final : public Xapian::ValuePostingSource {
public:
    Recency(Xapian::valueno slot, int year, double half_life, double weight)
        : ValuePostingSource(slot), year(year), half_life(half_life), weight(weight) {}

    double get_weight() const override {
        const double age = std::max(0, year - std::atoi(get_value().c_str()));
        return weight * std::exp2(-age / half_life);
    }

    void init(const Xapian::Database &database) override {
        ValuePostingSource::init(database);
        set_maxweight(weight);
    }

    Recency *clone() const override { return new Recency(get_slot(), year, half_life, weight); }
    std::string get_description() const override { return "Recency"; }

private:
    const int year;
    const double half_life, weight;
};

/// Thrown out of a match whose time is up. Xapian's own set_time_limit() does not end a match, and its timer may write into
/// a stack frame that is gone by then.
struct interruption {};

/// What the match on this thread asks whether it is to end.
struct interrupter {
    bool (*is_over)(void *) = nullptr;
    void *context = nullptr;
    uint32_t calls = 0;
    uint32_t seen = 0;

    void poll() {
        if (is_over && ++calls % 32 == 0 && is_over(context)) throw interruption{};
    }
};
thread_local interrupter current;

/// Puts an interrupter in place for as long as it lives.
struct interruptible {
    const interrupter before = current;
    interruptible(bool (*is_over)(void *), void *context) { current = {is_over, context, 0, 0}; }
    ~interruptible() { current = before; }
    interruptible(const interruptible &) = delete;
};

/// Sees every match, and ends the search between two of them.
class Watch final : public Xapian::MatchSpy {
public:
    void operator()(const Xapian::Document &, double) override {
        ++current.seen;
        current.poll();
    }
};

/// Has every document: put beside a phrase, it is asked about each document whose positions are about to be compared, whether
/// the phrase stands in it or not, and can end the search there.
class Checkpoint final : public Xapian::PostingSource {
public:
    Xapian::doccount get_termfreq_min() const override { return count; }
    Xapian::doccount get_termfreq_est() const override { return count; }
    Xapian::doccount get_termfreq_max() const override { return count; }
    void next(double) override { move_to(docid + 1); }
    void skip_to(Xapian::docid to, double) override { move_to(std::max(to, docid)); }
    bool at_end() const override { return docid > last; }
    Xapian::docid get_docid() const override { return docid; }
    Checkpoint *clone() const override { return new Checkpoint; }
    std::string get_description() const override { return "Checkpoint"; }

    void init(const Xapian::Database &database) override {
        count = database.get_doccount();
        last = database.get_lastdocid();
        docid = 0;
        set_maxweight(0);
    }

private:
    void move_to(Xapian::docid to) {
        docid = to;
        current.poll();
    }

    Xapian::doccount count = 0;
    Xapian::docid last = 0, docid = 0;
};

/// Whether every database that this process reads lies on this machine: classes of our own do not go to others.
std::atomic<bool> all_are_local{true};

/// Notes whether a database is a remote one. A match with a spy of ours tells; Xapian has nothing to ask.
void note_place(const Xapian::Database &database) {
    Xapian::Enquire enquire(database);
    Watch watch;
    enquire.set_query(Xapian::Query("\x01"));  // a term that no document has
    enquire.add_matchspy(&watch);
    try {
        enquire.get_mset(0, 1);
    } catch (const Xapian::UnimplementedError &) {
        all_are_local = false;
    }
}

/// The parts of a text between separators, empty ones too.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (size_t end; (end = text.find(separator)) != text.npos; text.remove_prefix(end + 1)) {
        parts.push_back(text.substr(0, end));
    }
    parts.push_back(text);
    return parts;
}

/// Where each facet's codes are among the fields of a group's member: the first field is the group.
std::vector<size_t> fields_of_facets(const cxapian_search_options &options) {
    std::vector<size_t> fields;
    const auto slots = options.member_slots, end = slots + options.member_count;
    for (size_t facet = 0; facet < options.facet_count; ++facet) {
        const auto place = std::find(slots, end, options.facet_slots[facet]);
        if (place == end) {
            throw Xapian::InvalidArgumentError("slot " + std::to_string(options.facet_slots[facet]) +
                                               " is not among the slots of groups");
        }
        fields.push_back(1 + (place - slots));
    }
    return fields;
}

/// Counts groups once: in the total, and in each facet for all codes that one of the group's documents has.
void count_groups(const Xapian::ValueCountMatchSpy &members, const std::vector<size_t> &facet_fields,
                  cxapian_result &result) {
    result.total = members.get_total();
    std::vector<std::string> values;
    for (auto value = members.values_begin(); value != members.values_end(); ++value) {
        result.total -= value.get_termfreq();
        values.push_back(*value);
    }
    std::unordered_map<std::string_view, std::vector<std::vector<std::string_view>>> groups;
    for (const auto &value : values) {
        auto fields = split(value, '\x1E');
        groups[fields[0]].push_back(std::move(fields));
    }
    result.total += groups.size();
    for (size_t facet = 0; facet < facet_fields.size(); ++facet) {
        const size_t field = facet_fields[facet];
        std::unordered_map<std::string, uint32_t> counts;
        for (const auto &[key, documents] : groups) {
            std::set<std::string_view> codes;
            for (const auto &document : documents) {
                if (field >= document.size()) continue;
                for (const auto code : split(document[field], '\x1F')) {
                    if (!code.empty()) codes.insert(code);
                }
            }
            std::string joined;
            for (const auto code : codes) joined.append(joined.empty() ? "" : "\x1F").append(code);
            if (!joined.empty()) ++counts[joined];
        }
        result.facets[facet].insert(result.facets[facet].end(), counts.begin(), counts.end());
    }
}

cxapian_query *owned(Xapian::Query query) { return new cxapian_query{std::move(query)}; }

}  // namespace

extern "C" {

// MARK: Writing

cxapian_writer *cxapian_writer_open(const char *path, bool appends_only, cxapian_error *error) {
    return guarded<cxapian_writer *>(error, nullptr, [&] {
        const int flags = Xapian::DB_CREATE_OR_OPEN | (appends_only ? Xapian::DB_NO_TERMLIST : 0);
        return new cxapian_writer{Xapian::WritableDatabase(path, flags), {}, {}, false};
    });
}

void cxapian_writer_free(cxapian_writer *writer) {
    cxapian_error ignored;  // closing may only fail to write what was not committed: it is replayed
    // Closing commits what is not committed yet, metadata too.
    guarded(&ignored, false, [&] {
        writer->seal.write(writer->database);
        return true;
    });
    guarded(&ignored, false, [&] {
        delete writer;
        return true;
    });
}

bool cxapian_writer_replace(cxapian_writer *writer, cxapian_bytes unique_term, cxapian_document *document,
                            cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->seal.write(writer->database);
        seal(document->document);
        writer->database.replace_document(term_of(unique_term), document->document);
        return true;
    });
}

bool cxapian_writer_add(cxapian_writer *writer, cxapian_document *document, cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->seal.write(writer->database);
        seal(document->document);
        writer->database.add_document(document->document);
        return true;
    });
}

bool cxapian_writer_has(cxapian_writer *writer, cxapian_bytes term, bool *has, cxapian_error *error) {
    return guarded(error, false, [&] {
        assign_term(writer->scratch, term);
        *has = writer->database.term_exists(writer->scratch);
        return true;
    });
}

bool cxapian_writer_delete(cxapian_writer *writer, cxapian_bytes unique_term, cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->seal.write(writer->database);
        writer->database.delete_document(term_of(unique_term));
        return true;
    });
}

bool cxapian_writer_set_metadata(cxapian_writer *writer, cxapian_bytes key, cxapian_bytes value, cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->seal.set(writer->database, term_of(key), string(value));
        return true;
    });
}

bool cxapian_writer_get_metadata(cxapian_writer *writer, cxapian_bytes key, cxapian_bytes *value, cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->scratch = writer->database.get_metadata(term_of(key));
        *value = bytes(writer->scratch);
        return true;
    });
}

bool cxapian_writer_begin(cxapian_writer *writer, cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->database.begin_transaction();
        writer->is_in_transaction = true;
        return true;
    });
}

bool cxapian_writer_commit(cxapian_writer *writer, cxapian_error *error) {
    return guarded(error, false, [&] {
        writer->seal.write(writer->database);
        if (writer->is_in_transaction) {
            writer->is_in_transaction = false;
            writer->database.commit_transaction();
        } else {
            writer->database.commit();
        }
        return true;
    });
}

cxapian_reader *cxapian_writer_reader(cxapian_writer *writer, cxapian_error *error) {
    return guarded<cxapian_reader *>(error, nullptr, [&] { return new cxapian_reader{writer->database, {}, {}, {}}; });
}

cxapian_document *cxapian_document_new(cxapian_error *error) {
    return guarded<cxapian_document *>(error, nullptr, [] { return new cxapian_document; });
}

void cxapian_document_free(cxapian_document *document) { delete document; }

bool cxapian_document_add_word(cxapian_document *document, cxapian_bytes term, uint32_t position, uint32_t wdf,
                               cxapian_error *error) {
    return guarded(error, false, [&] {
        assign_term(document->term, term);
        document->document.add_posting(document->term, position, wdf);
        return true;
    });
}

bool cxapian_document_add_term(cxapian_document *document, cxapian_bytes term, uint32_t wdf, cxapian_error *error) {
    return guarded(error, false, [&] {
        assign_term(document->term, term);
        document->document.add_term(document->term, wdf);
        return true;
    });
}

bool cxapian_document_set_value(cxapian_document *document, uint32_t slot, cxapian_bytes value, cxapian_error *error) {
    return guarded(error, false, [&] {
        document->document.add_value(slot, string(value));
        return true;
    });
}

bool cxapian_document_set_data(cxapian_document *document, cxapian_bytes data, cxapian_error *error) {
    return guarded(error, false, [&] {
        document->document.set_data(string(data));
        return true;
    });
}

size_t cxapian_document_term_count(const cxapian_document *document) {
    cxapian_error ignored;
    return guarded<size_t>(&ignored, 0, [&] { return document->document.termlist_count(); });
}

// MARK: Queries

cxapian_query *cxapian_query_term(cxapian_bytes term, cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [&] { return owned(Xapian::Query(term_of(term))); });
}

cxapian_query *cxapian_query_all(cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [] { return owned(Xapian::Query(std::string())); });
}

cxapian_query *cxapian_query_nothing(cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [] { return owned(Xapian::Query()); });
}

cxapian_query *cxapian_query_range(uint32_t slot, cxapian_bytes from, cxapian_bytes to, cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [&] {
        return owned(Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, string(from), string(to)));
    });
}

cxapian_query *cxapian_query_recency(uint32_t slot, int year, double half_life, double weight, cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [&] {
        return owned(Xapian::Query((new Recency(slot, year, half_life, weight))->release()));
    });
}

cxapian_query *cxapian_query_constant(double weight, cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [&] {
        return owned(Xapian::Query((new Xapian::FixedWeightPostingSource(weight))->release()));
    });
}

cxapian_query *cxapian_query_scale(const cxapian_query *query, double factor, cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [&] {
        return owned(Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query->query, factor));
    });
}

cxapian_query *cxapian_query_combine(cxapian_operator op, const cxapian_query *const *parts, size_t count,
                                     cxapian_error *error) {
    return guarded<cxapian_query *>(error, nullptr, [&] {
        static const Xapian::Query::op operators[] = {
            Xapian::Query::OP_AND,       Xapian::Query::OP_OR,     Xapian::Query::OP_AND_NOT, Xapian::Query::OP_FILTER,
            Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_PHRASE, Xapian::Query::OP_SYNONYM};
        std::vector<Xapian::Query> queries;
        queries.reserve(count);
        for (size_t index = 0; index < count; ++index) queries.push_back(parts[index]->query);
        const Xapian::Query combined(operators[op], queries.begin(), queries.end(),
                                     op == CXAPIAN_PHRASE ? static_cast<Xapian::termcount>(count) : 0);
        if (op != CXAPIAN_PHRASE || count < 2 || !all_are_local) return owned(combined);
        return owned(Xapian::Query(Xapian::Query::OP_FILTER, combined, Xapian::Query((new Checkpoint)->release())));
    });
}

void cxapian_query_free(cxapian_query *query) { delete query; }

// MARK: Reading

cxapian_reader *cxapian_reader_open(const char *path, cxapian_error *error) {
    return guarded<cxapian_reader *>(error, nullptr, [&] {
        auto reader = std::make_unique<cxapian_reader>(cxapian_reader{Xapian::Database(path), {}, {}, {}});
        note_place(reader->database);
        return reader.release();
    });
}

bool cxapian_reader_join(cxapian_reader *reader, const char *path, cxapian_error *error) {
    return guarded(error, false, [&] {
        const Xapian::Database other(path);
        note_place(other);
        reader->database.add_database(other);
        return true;
    });
}

void cxapian_reader_free(cxapian_reader *reader) { delete reader; }

bool cxapian_reader_reopen(cxapian_reader *reader, bool *changed, cxapian_error *error) {
    return guarded(error, false, [&] {
        *changed = reader->database.reopen();
        return true;
    });
}

uint32_t cxapian_reader_count(cxapian_reader *reader) {
    cxapian_error ignored;
    return guarded<uint32_t>(&ignored, 0, [&] { return reader->database.get_doccount(); });
}

bool cxapian_reader_get_metadata(cxapian_reader *reader, cxapian_bytes key, cxapian_bytes *value, cxapian_error *error) {
    return guarded(error, false, [&] {
        reader->scratch = reader->database.get_metadata(term_of(key));
        *value = bytes(reader->scratch);
        return true;
    });
}

bool cxapian_reader_find(cxapian_reader *reader, cxapian_bytes unique_term, uint32_t *docid, cxapian_error *error) {
    return guarded(error, false, [&] {
        assign_term(reader->term, unique_term);
        auto found = reader->database.postlist_begin(reader->term);
        *docid = found == reader->database.postlist_end(reader->term) ? 0 : *found;
        return true;
    });
}

bool cxapian_reader_data(cxapian_reader *reader, uint32_t docid, cxapian_bytes *data, cxapian_error *error) {
    return guarded(error, false, [&] {
        reader->scratch = reader->database.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data();
        *data = bytes(reader->scratch);
        return true;
    });
}

bool cxapian_reader_value(cxapian_reader *reader, uint32_t docid, uint32_t slot, cxapian_bytes *value,
                          cxapian_error *error) {
    return guarded(error, false, [&] {
        reader->scratch = reader->database.get_document(docid, Xapian::DOC_ASSUME_VALID).get_value(slot);
        *value = bytes(reader->scratch);
        return true;
    });
}

bool cxapian_reader_positions(cxapian_reader *reader, uint32_t docid, cxapian_bytes term, uint32_t first,
                              size_t limit, const uint32_t **positions, size_t *count, cxapian_error *error) {
    return guarded(error, false, [&] {
        assign_term(reader->term, term);
        reader->positions.clear();
        const auto end = reader->database.positionlist_end(docid, reader->term);
        auto position = reader->database.positionlist_begin(docid, reader->term);
        if (first > 0 && position != end) position.skip_to(first);
        for (; position != end && reader->positions.size() < limit; ++position) {
            reader->positions.push_back(*position);
        }
        *positions = reader->positions.data();
        *count = reader->positions.size();
        return true;
    });
}

bool cxapian_reader_each_term(cxapian_reader *reader, cxapian_bytes prefix, size_t limit, void *context,
                              void (*each)(void *, cxapian_bytes, uint32_t), cxapian_error *error) {
    return guarded(error, false, [&] {
        // Of a term that was too long no more than this is left to begin with.
        const std::string start = string({prefix.bytes, fitting(prefix, readable_term)});
        const auto end = reader->database.allterms_end(start);
        for (auto term = reader->database.allterms_begin(start); term != end && limit > 0; ++term, --limit) {
            const std::string text = *term;
            each(context, bytes(text), term.get_termfreq());
        }
        return true;
    });
}

bool cxapian_reader_each_document_term(cxapian_reader *reader, uint32_t docid, void *context,
                                       void (*each)(void *, cxapian_bytes, uint32_t), cxapian_error *error) {
    return guarded(error, false, [&] {
        const auto end = reader->database.termlist_end(docid);
        for (auto term = reader->database.termlist_begin(docid); term != end; ++term) {
            const std::string text = *term;
            each(context, bytes(text), term.get_wdf());
        }
        return true;
    });
}

namespace {
struct words_alone : Xapian::ExpandDecider {
    bool operator()(const std::string &term) const override {
        return !term.empty() && !(term[0] >= 'A' && term[0] <= 'Z');
    }
};
}  // namespace

bool cxapian_reader_relevance_terms(cxapian_reader *reader, uint32_t docid, uint32_t limit, void *context,
                                    void (*each)(void *, cxapian_bytes, double), cxapian_error *error) {
    return guarded(error, false, [&] {
        Xapian::Enquire enquire(reader->database);
        Xapian::RSet relevant;
        relevant.add_document(docid);
        const words_alone decider;
        const Xapian::ESet found = enquire.get_eset(limit, relevant, &decider);
        for (auto term = found.begin(); term != found.end(); ++term) {
            const std::string text = *term;
            each(context, bytes(text), term.get_weight());
        }
        return true;
    });
}

bool cxapian_reader_frequency(cxapian_reader *reader, cxapian_bytes term, uint32_t *documents, cxapian_error *error) {
    return guarded(error, false, [&] {
        assign_term(reader->term, term);
        *documents = reader->database.get_termfreq(reader->term);
        return true;
    });
}

bool cxapian_reader_frequencies(cxapian_reader *reader, const cxapian_bytes *terms, size_t count, uint32_t *documents,
                                cxapian_error *error) {
    return guarded(error, false, [&] {
        for (size_t index = 0; index < count; ++index) {
            assign_term(reader->term, terms[index]);
            documents[index] = reader->database.get_termfreq(reader->term);
        }
        return true;
    });
}

bool cxapian_reader_each_posting(cxapian_reader *reader, cxapian_bytes term, uint32_t limit, void *context,
                                 void (*each)(void *, uint32_t), cxapian_error *error) {
    return guarded(error, false, [&] {
        const std::string text = term_of(term);
        const auto end = reader->database.postlist_end(text);
        for (auto posting = reader->database.postlist_begin(text); posting != end && limit > 0; ++posting, --limit) {
            each(context, *posting);
        }
        return true;
    });
}

bool cxapian_reader_present(cxapian_reader *reader, uint32_t docid, const cxapian_bytes *terms, size_t count,
                            bool *present, cxapian_error *error) {
    return guarded(error, false, [&] {
        auto here = reader->database.termlist_begin(docid);
        const auto end = reader->database.termlist_end(docid);
        std::string before;
        for (size_t index = 0; index < count; ++index) {
            assign_term(reader->term, terms[index]);
            // The hash of one that was too long may put it before another.
            if (reader->term < before) here = reader->database.termlist_begin(docid);
            if (here != end) here.skip_to(reader->term);
            before = reader->term;
            present[index] = here != end && *here == reader->term;
        }
        return true;
    });
}

bool cxapian_reader_strings(cxapian_reader *reader, uint32_t docid, const uint64_t *strings, size_t count,
                            uint32_t *counts, uint64_t *total, cxapian_error *error) {
    return guarded(error, false, [&] {
        std::fill(counts, counts + count, 0);
        *total = 0;
        // Next to no string of a document is asked for: most are told by one bit.
        std::bitset<4096> wanted;
        const auto bit = [](uint64_t code) { return size_t((code * 0x9E3779B97F4A7C15u) >> 52); };
        for (size_t index = 0; index < count; ++index) wanted.set(bit(strings[index]));
        const auto end = reader->database.termlist_end(docid);
        for (auto term = reader->database.termlist_begin(docid); term != end; ++term) {
            const std::string text = *term;
            if (text.empty() || (text[0] >= 'A' && text[0] <= 'Z')) continue;
            const uint32_t times = term.get_wdf();
            uint64_t code = '^';
            size_t letters = 1;
            const auto add = [&](uint64_t letter) {
                code = code << 16 ^ letter;
                if (++letters < 4) return;
                *total += times;
                if (!wanted.test(bit(code))) return;
                const auto place = std::lower_bound(strings, strings + count, code);
                if (place != strings + count && *place == code) counts[place - strings] += times;
            };
            for (Xapian::Utf8Iterator letter(text); letter != Xapian::Utf8Iterator(); ++letter) add(*letter);
            add('$');
        }
        return true;
    });
}

cxapian_result *cxapian_search(cxapian_reader *reader, const cxapian_query *query,
                               const cxapian_search_options *options, cxapian_error *error) {
    return guarded<cxapian_result *>(error, nullptr, [&] {
        Xapian::Enquire enquire(reader->database);
        enquire.set_query(query->query);
        if (options->limit == 0) {
            enquire.set_weighting_scheme(Xapian::BoolWeight());  // only counting: nothing needs to be weighed
        } else if (options->counts_terms) {
            enquire.set_weighting_scheme(Xapian::CoordWeight());
        } else {
            enquire.set_weighting_scheme(Xapian::BM25Weight(options->k1, 0, 1, options->b, 0.5));
        }
        if (options->sort_by_value) {
            enquire.set_sort_by_value_then_relevance(options->sort_slot, options->descending);
        }
        const auto facet_fields = options->groups ? fields_of_facets(*options) : std::vector<size_t>();
        std::vector<std::unique_ptr<Xapian::ValueCountMatchSpy>> spies;
        for (size_t index = 0; index < options->facet_count; ++index) {
            const auto slot = options->facet_slots[index];
            spies.push_back(std::make_unique<Xapian::ValueCountMatchSpy>(slot));
            // Looking for values that no document has costs as much as counting them.
            if (reader->database.get_value_freq(slot) > 0) enquire.add_matchspy(spies.back().get());
        }
        const bool all = options->exact_total || options->facet_count > 0;
        auto result = std::make_unique<cxapian_result>();
        // Xapian's own total is an estimate where it collapses; a spy sees every match, whether it is shown or not.
        std::unique_ptr<Xapian::ValueCountMatchSpy> members;
        if (options->groups && reader->database.get_value_freq(options->group_slot) > 0) {
            members = std::make_unique<Xapian::ValueCountMatchSpy>(options->members_slot);
            enquire.set_collapse_key(options->group_slot);
            enquire.add_matchspy(members.get());
        }
        Watch watch;
        if (options->is_over && all_are_local) enquire.add_matchspy(&watch);
        const interruptible here(options->is_over, options->over_context);
        try {
            const auto least = all ? reader->database.get_doccount() : 0;
            result->matches = enquire.get_mset(options->offset, options->limit, least);
        } catch (const interruption &) {
            result->is_partial = true;
            result->total = current.seen;
            result->facets.resize(options->facet_count);
            return result.release();
        }
        result->total = result->matches.get_matches_estimated();
        for (auto hit = result->matches.begin(); hit != result->matches.end(); ++hit) {
            result->hits.emplace_back(*hit, hit.get_weight());
        }
        for (const auto &spy : spies) {
            auto &values = result->facets.emplace_back();
            for (auto value = spy->values_begin(); value != spy->values_end(); ++value) {
                values.emplace_back(*value, value.get_termfreq());
            }
        }
        if (members) count_groups(*members, facet_fields, *result);
        return result.release();
    });
}

void cxapian_result_free(cxapian_result *result) { delete result; }

bool cxapian_result_is_partial(const cxapian_result *result) { return result->is_partial; }

uint32_t cxapian_result_total(const cxapian_result *result) { return result->total; }

size_t cxapian_result_count(const cxapian_result *result) { return result->hits.size(); }

uint32_t cxapian_result_docid(const cxapian_result *result, size_t index) { return result->hits[index].first; }

double cxapian_result_weight(const cxapian_result *result, size_t index) { return result->hits[index].second; }

size_t cxapian_result_value_count(const cxapian_result *result, size_t facet) { return result->facets[facet].size(); }

cxapian_bytes cxapian_result_value(const cxapian_result *result, size_t facet, size_t index, uint32_t *count) {
    const auto &value = result->facets[facet][index];
    *count = value.second;
    return bytes(value.first);
}

bool cxapian_check(const char *path, size_t *problems, cxapian_error *error) {
    return guarded(error, false, [&] {
        std::ostringstream silent;
        *problems = Xapian::Database::check(path, 0, &silent);
        return true;
    });
}

bool cxapian_reader_copy(cxapian_reader *reader, const char *path, cxapian_error *error) {
    return guarded(error, false, [&] {
        reader->database.compact(path, Xapian::DBCOMPACT_NO_RENUMBER);
        return true;
    });
}

int cxapian_exchange(const char *left, const char *right) {
    return renameat2(AT_FDCWD, left, AT_FDCWD, right, RENAME_EXCHANGE) == 0 ? 0 : errno;
}

}  // extern "C"
