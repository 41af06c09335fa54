import DocumentModel
import Encodings
import Index
import SearchService
import Web

extension SearchResponse {
    /// The JSON object of `GET /v1/search` and `vetsearch search --json`; members are sorted by name.
    package func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 16_384)
        write(to: &writer)
        return writer.bytes
    }

    private func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("added", added)
            json.name("facets")
            json.object { json in
                for (name, values) in facets.sorted(by: { $0.key < $1.key }) {
                    json.name(of: name)
                    json.array(values) { $1.write(to: &$0) }
                }
            }
            json.member("hits", hits) { $1.write(to: &$0) }
            if let otherLanguages {
                json.name("otherLanguages")
                json.object { json in
                    json.member("hasMore", otherLanguages.hasMore)
                    json.member("hits", otherLanguages.hits) { $1.write(to: &$0) }
                }
            }
            json.member("partial", partial)
            json.name("query")
            query.write(to: &json)
            json.member("tookMs", tookMs)
            json.member("total", total)
        }
    }
}

extension FacetValue {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("broader", ifPresent: broader)
            json.member("count", count)
            json.member("label", label)
            json.member("selected", selected)
            json.member("value", value)
        }
    }
}

extension QueryEcho {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("concepts", concepts) { json, concept in
                json.object { json in
                    json.member("id", concept.id)
                    json.member("label", concept.label)
                }
            }
            // Null, not absent, because the API specifies it.
            json.name("corrected")
            json.value(corrected)
            json.name("filters")
            json.object { json in
                for (name, values) in filters.sorted(by: { $0.key < $1.key }) {
                    json.name(of: name)
                    json.value(values)
                }
            }
            json.member("languages", languages)
            json.member("metadata", metadata) { json, value in
                json.object { json in
                    json.member("facet", value.facet.name)
                    json.member("label", value.label)
                    json.member("value", value.code)
                }
            }
            json.member("missing", missing)
            json.member("relaxed", relaxed)
            json.name("shortened")
            json.value(shortened)
            json.name("similar")
            json.object { json in
                for similar in similar {
                    json.name(of: similar.word)
                    json.value(similar.found)
                }
            }
            json.name("suggestion")
            json.value(suggestion)
            json.member("text", text)
            json.member("translations", translations) { json, translated in
                json.object { json in
                    json.member("translations", translated.translations) { json, translation in
                        json.object { json in
                            json.member("id", translation.id)
                            json.member("language", translation.language)
                            json.member("text", translation.text)
                        }
                    }
                    json.member("word", translated.word)
                }
            }
            json.member("unclear", unclear)
        }
    }
}

extension SearchHit {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("countries", document.countries)
            json.member("description", ifPresent: document.description)
            json.member("format", document.format.rawValue)
            json.member("id", document.id)
            json.member("isByMeaning", isByMeaning)
            json.member("language", document.language.code)
            json.member("partner", ifPresent: document.partner)
            json.member("passages", passages) { $1.write(to: &$0, of: document) }
            json.member("score", score)
            json.member("sectors", document.sectors)
            json.member("source", document.source)
            json.member("title", document.title)
            json.member("topics", document.topics)
            json.member("translations", translations) { json, translation in
                json.object { json in
                    json.member("id", translation.id)
                    json.member("language", translation.language)
                    json.member("title", translation.title)
                }
            }
            json.member("type", document.type.code)
            json.member("url", DocumentLink.file(self))
            json.member("year", ifPresent: document.year)
        }
    }
}

extension Passage {
    fileprivate func write(to json: inout JSONWriter, of document: DocumentSummary) {
        json.object { json in
            json.member("language", language.code)
            json.name("locator")
            json.object { json in
                json.member("kind", locator.kind)
                json.member("label", ifPresent: locator.label)
                json.member("number", ifPresent: locator.number)
            }
            json.member("text", text) { json, piece in
                json.object { json in
                    json.member("match", piece.match)
                    json.member("text", piece.text)
                }
            }
            json.member("url", DocumentLink.file(document, at: locator))
        }
    }
}
