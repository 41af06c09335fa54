#include "PageReader.h"

#include <Annot.h>
#include <Stream.h>

namespace {

constexpr size_t most_fonts = 256;

/// The fonts of a page by name. False if one is no object of its own, or none are known.
bool fonts_of(Dict *resources, std::map<std::string, Ref> &found) {
    if (!resources) return false;
    Object dictionary = resources->lookup("Font");
    if (!dictionary.isDict()) return false;
    Dict *entries = dictionary.getDict();
    for (int index = 0; index < entries->getLength(); index++) {
        const Object &font = entries->getValNF(index);
        if (!font.isRef()) return false;
        found[entries->getKey(index)] = font.getRef();
    }
    return true;
}

}  // namespace

const std::vector<cpoppler_glyph> &PageReader::read(Page *page, int number, bool is_whole, size_t most) {
    Dict *resources = page->getResourceDict();
    if (device && prepare(page, number, is_whole, resources)) {
        device->begin(most);
        try {
            run(page, resources);
        } catch (...) {
            interpreter.reset();
            throw;
        }
    } else {
        interpreter.reset();
        device = std::make_unique<GlyphDevice>(most);
        pdf.displayPage(device.get(), number, 72, 72, 0, is_whole, !is_whole, false);
    }
    return device->glyphs;
}

/// Makes the interpreter hold the fonts of a page. False if they cannot be kept.
bool PageReader::prepare(Page *page, int number, bool is_whole, Dict *resources) {
    std::map<std::string, Ref> wanted;
    if (!fonts_of(resources, wanted)) return false;
    PDFRectangle page_box;
    bool crops = !is_whole;
    int turned = page->getRotate() % 360;
    if (turned < 0) turned += 360;
    page->makeBox(72, 72, turned, is_whole, true, -1, -1, -1, -1, &page_box, &crops);
    const PDFRectangle &page_crop_box = *page->getCropBox();

    bool is_kept = interpreter && page_box == box && page_crop_box == crop_box && crops == is_cropped && turned == rotation;
    Dict *added = new Dict(pdf.getXRef());
    for (const auto &[name, reference] : wanted) {
        const auto known = fonts.find(name);
        if (known == fonts.end()) added->add(name.c_str(), Object(reference));
        else if (known->second != reference) is_kept = false;
    }
    if (fonts.size() + static_cast<size_t>(added->getLength()) > most_fonts) is_kept = false;
    Object added_fonts(added);
    if (is_kept && added->getLength() == 0) return true;

    Object holder(new Dict(pdf.getXRef()));
    if (is_kept) {
        holder.getDict()->add("Font", std::move(added_fonts));
        interpreter->pushResources(holder.getDict());
    } else {
        holder.getDict()->add("Font", resources->lookup("Font"));
        fonts.clear();
        interpreter.reset();
        box = page_box, crop_box = page_crop_box, is_cropped = crops, rotation = turned;
        interpreter = std::make_unique<Gfx>(&pdf, device.get(), number, holder.getDict(), 72, 72, &box,
                                            is_cropped ? &crop_box : nullptr, rotation);
    }
    fonts.insert(wanted.begin(), wanted.end());
    return true;
}

/// Runs a page's content and its annotations.
void PageReader::run(Page *page, Dict *resources) {
    Object others(new Dict(resources));
    others.getDict()->remove("Font");
    interpreter->pushResources(others.getDict());
    Object content = page->getContents();
    if (!content.isNull()) {
        interpreter->saveState();
        interpreter->display(&content);
        interpreter->restoreState();
    }
    for (Annot *annotation : page->getAnnots()->getAnnots()) annotation->draw(interpreter.get(), false);
    interpreter->popResources();
    // What the page left open must not hide the next one.
    device->end();
    static const std::string ends = [] {
        std::string text;
        for (int count = 0; count < 64; count++) text += "EMC\n";
        return text;
    }();
    Object closing(static_cast<Stream *>(
        new MemStream(ends.data(), 0, static_cast<Goffset>(ends.size()), Object(new Dict(pdf.getXRef())))));
    interpreter->display(&closing);
}
