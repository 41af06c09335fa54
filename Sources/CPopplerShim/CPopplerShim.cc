#include "CPopplerShim.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <Annot.h>
#include <Catalog.h>
#include <ErrorCodes.h>
#include <FileSpec.h>
#include <Form.h>
#include <GlobalParams.h>
#include <GfxFont.h>
#include <GfxState.h>
#include <Link.h>
#include <Outline.h>
#include <OutputDev.h>
#include <PDFDoc.h>
#include <Page.h>
#include <Stream.h>
#include <goo/gfile.h>

#include "PageReader.h"

struct cpoppler_document {
    // Poppler's tables, which all open documents share.
    GlobalParamsIniter tables;
    // The file of a document that is not in memory.
    std::unique_ptr<GooFile> file;
    std::unique_ptr<PDFDoc> pdf;
    std::unique_ptr<PageReader> reader;

    cpoppler_document() : tables([](ErrorCategory, Goffset, const char *) {}) { }
};

namespace {

template <typename Body>
auto guarded(Body body, decltype(body()) otherwise) -> decltype(body()) {
    try {
        return body();
    } catch (...) {
        return otherwise;
    }
}

void give(const GooString *text, cpoppler_sink sink, void *context) {
    if (text && text->getLength() > 0) sink(context, text->c_str(), static_cast<size_t>(text->getLength()));
}

void give_file(FileSpec *file, size_t *room, cpoppler_file take, void *context) {
    const GooString *name = file && file->isOk() ? file->getFileName() : nullptr;
    const char *name_bytes = name ? name->c_str() : "";
    const size_t name_length = name ? static_cast<size_t>(name->getLength()) : 0;
    EmbFile *content = file && file->isOk() ? file->getEmbeddedFile() : nullptr;
    Stream *stream = content ? content->stream() : nullptr;
    if (!stream) return take(context, name_bytes, name_length, nullptr, 0);
    std::string bytes;
    stream->reset();
    unsigned char chunk[4096];
    while (true) {
        const int count = stream->doGetChars(sizeof chunk, chunk);
        if (count <= 0) break;
        if (bytes.size() + static_cast<size_t>(count) > *room) {
            stream->close();
            return take(context, name_bytes, name_length, nullptr, 0);
        }
        bytes.append(reinterpret_cast<char *>(chunk), static_cast<size_t>(count));
    }
    stream->close();
    *room -= bytes.size();
    take(context, name_bytes, name_length, bytes.empty() ? nullptr : bytes.data(), bytes.size());
}

int page_of(const LinkAction *action, PDFDoc &pdf) {
    if (!action || action->getKind() != actionGoTo) return 0;
    const auto *link = static_cast<const LinkGoTo *>(action);
    std::unique_ptr<LinkDest> found;
    const LinkDest *destination = link->getDest();
    if (!destination && link->getNamedDest()) {
        found = pdf.getCatalog()->findDest(link->getNamedDest());
        destination = found.get();
    }
    if (!destination || !destination->isOk()) return 0;
    const int page = destination->isPageRef() ? pdf.getCatalog()->findPage(destination->getPageRef())
                                              : destination->getPageNum();
    return page >= 1 && page <= pdf.getNumPages() ? page : 0;
}

}  // namespace

cpoppler_document *cpoppler_open(const char *bytes, size_t size, int descriptor, int *problem) {
    *problem = CPOPPLER_DAMAGED;
    return guarded(
        [&]() -> cpoppler_document * {
            auto document = std::make_unique<cpoppler_document>();
            BaseStream *stream;
            if (bytes) {
                stream = new MemStream(bytes, 0, static_cast<Goffset>(size), Object(objNull));
            } else {
                document->file = GooFile::open(descriptor);
                if (!document->file) return nullptr;
                stream = new FileStream(document->file.get(), 0, false, document->file->size(), Object(objNull));
            }
            document->pdf = std::make_unique<PDFDoc>(stream);
            if (!document->pdf->isOk()) {
                if (document->pdf->getErrorCode() == errEncrypted) *problem = CPOPPLER_ENCRYPTED;
                return nullptr;
            }
            return document.release();
        },
        nullptr);
}

void cpoppler_close(cpoppler_document *document) {
    guarded([&] { delete document; return 0; }, 0);
}

int cpoppler_page_count(cpoppler_document *document) {
    return guarded([&] { return document->pdf->getNumPages(); }, 0);
}

int cpoppler_form_kind(cpoppler_document *document) {
    return guarded(
        [&] {
            Catalog *catalog = document->pdf->getCatalog();
            switch (catalog->getFormType()) {
            case Catalog::NoForm: return 0;
            case Catalog::AcroForm: return 1;
            case Catalog::XfaForm: break;
            }
            Object root = document->pdf->getXRef()->getCatalog();
            Object rendering = root.isDict() ? root.dictLookup("NeedsRendering") : Object(objNull);
            return rendering.isBool() && rendering.getBool() ? 2 : 1;
        },
        0);
}

void cpoppler_information(cpoppler_document *document, const char *key, cpoppler_sink sink, void *context) {
    guarded([&] { give(document->pdf->getDocInfoStringEntry(key).get(), sink, context); return 0; }, 0);
}

void cpoppler_metadata(cpoppler_document *document, cpoppler_sink sink, void *context) {
    guarded([&] { give(document->pdf->readMetadata().get(), sink, context); return 0; }, 0);
}

void cpoppler_language(cpoppler_document *document, cpoppler_sink sink, void *context) {
    guarded(
        [&] {
            Object root = document->pdf->getXRef()->getCatalog();
            Object language = root.isDict() ? root.dictLookup("Lang") : Object(objNull);
            if (language.isString()) give(language.getString(), sink, context);
            return 0;
        },
        0);
}

void cpoppler_label(cpoppler_document *document, int page, cpoppler_sink sink, void *context) {
    guarded(
        [&] {
            GooString label;
            if (document->pdf->getCatalog()->indexToLabel(page - 1, &label)) give(&label, sink, context);
            return 0;
        },
        0);
}

void cpoppler_outline(cpoppler_document *document, int most,
                      void (*take)(void *context, int level, const uint32_t *title, int length, int page), void *context) {
    guarded(
        [&] {
            Outline *outline = document->pdf->getOutline();
            const std::vector<OutlineItem *> *items = outline ? outline->getItems() : nullptr;
            struct Place { const std::vector<OutlineItem *> *items; size_t next; };
            std::vector<Place> open;
            if (items) open.push_back({items, 0});
            int taken = 0;
            while (!open.empty() && taken < most) {
                Place &place = open.back();
                if (place.next == place.items->size()) {
                    open.pop_back();
                    continue;
                }
                OutlineItem *item = (*place.items)[place.next++];
                const int level = static_cast<int>(open.size()) - 1;
                take(context, level, item->getTitle(), item->getTitleLength(), page_of(item->getAction(), *document->pdf));
                taken++;
                if (level < 31) {
                    item->open();
                    const std::vector<OutlineItem *> *kids = item->getKids();
                    if (kids && !kids->empty()) open.push_back({kids, 0});
                }
            }
            return 0;
        },
        0);
}

void cpoppler_attachments(cpoppler_document *document, int most, size_t room, cpoppler_file take, void *context) {
    guarded(
        [&] {
            Catalog *catalog = document->pdf->getCatalog();
            const int count = std::min(most, catalog->numEmbeddedFiles());
            for (int index = 0; index < count; index++) {
                give_file(catalog->embeddedFile(index).get(), &room, take, context);
            }
            return 0;
        },
        0);
}

namespace {

void read_annotations(Page *page, cpoppler_sink take_note, cpoppler_file take_file, void *context) {
    constexpr size_t most = 5000;
    size_t room = 64 << 20;
    size_t seen = 0;
    Annots *annotations = page->getAnnots();
    for (Annot *annotation : annotations->getAnnots()) {
        if (++seen > most) return;
        if (annotation->getFlags() & Annot::flagHidden) continue;
        switch (annotation->getType()) {
        case Annot::typeLink:
        case Annot::typeWidget:
        // The window of a note, which has the note's text.
        case Annot::typePopup: continue;
        case Annot::typeFileAttachment: {
            Object *file = static_cast<AnnotFileAttachment *>(annotation)->getFile();
            if (file) {
                FileSpec specification(file);
                give_file(&specification, &room, take_file, context);
            }
            break;
        }
        default: break;
        }
        give(annotation->getContents(), take_note, context);
    }
}

void read_fields(Page *page, cpoppler_sink take_note, void *context) {
    constexpr int most = 5000;
    std::unique_ptr<FormPageWidgets> widgets = page->getFormWidgets();
    for (int index = 0; widgets && index < std::min(most, widgets->getNumWidgets()); index++) {
        FormWidget *widget = widgets->getWidget(index);
        if (widget->getType() == formText) {
            auto *text = static_cast<FormWidgetText *>(widget);
            if (!text->isPassword()) give(text->getContent(), take_note, context);
        } else if (widget->getType() == formChoice) {
            auto *choice = static_cast<FormWidgetChoice *>(widget);
            for (int option = 0; option < std::min(most, choice->getNumChoices()); option++) {
                if (choice->isSelected(option)) give(choice->getChoice(option), take_note, context);
            }
            if (choice->hasEdit()) give(choice->getEditChoice(), take_note, context);
        }
    }
}

}  // namespace

bool cpoppler_read_page(cpoppler_document *document, int number, size_t most_glyphs,
                        void (*take_page)(void *context, const cpoppler_page *page), cpoppler_sink take_note,
                        cpoppler_file take_file, void *context) {
    return guarded(
        [&] {
            Page *page = document->pdf->getPage(number);
            if (!page || !page->isOk()) return false;
            if (!document->reader) document->reader = std::make_unique<PageReader>(*document->pdf);
            // A crop box without anything of the page in it does not count.
            const bool is_whole = !(page->getCropWidth() >= 1 && page->getCropHeight() >= 1);
            const std::vector<cpoppler_glyph> &glyphs = document->reader->read(page, number, is_whole, most_glyphs);
            const bool is_turned = page->getRotate() == 90 || page->getRotate() == 270;
            const double width = is_whole ? page->getMediaWidth() : page->getCropWidth();
            const double height = is_whole ? page->getMediaHeight() : page->getCropHeight();
            cpoppler_page result;
            result.width = is_turned ? height : width;
            result.height = is_turned ? width : height;
            result.glyphs = glyphs.data();
            result.glyph_count = glyphs.size();
            take_page(context, &result);
            read_annotations(page, take_note, take_file, context);
            if (document->pdf->getCatalog()->getFormType() != Catalog::NoForm) read_fields(page, take_note, context);
            return true;
        },
        false);
}
