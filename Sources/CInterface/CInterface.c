#include "CInterface.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t ar_txt[] = {
#embed "../Localisation/interface/ar.txt"
};
static const uint8_t bg_txt[] = {
#embed "../Localisation/interface/bg.txt"
};
static const uint8_t cs_txt[] = {
#embed "../Localisation/interface/cs.txt"
};
static const uint8_t da_txt[] = {
#embed "../Localisation/interface/da.txt"
};
static const uint8_t de_txt[] = {
#embed "../Localisation/interface/de.txt"
};
static const uint8_t el_txt[] = {
#embed "../Localisation/interface/el.txt"
};
static const uint8_t en_txt[] = {
#embed "../Localisation/interface/en.txt"
};
static const uint8_t es_txt[] = {
#embed "../Localisation/interface/es.txt"
};
static const uint8_t et_txt[] = {
#embed "../Localisation/interface/et.txt"
};
static const uint8_t fi_txt[] = {
#embed "../Localisation/interface/fi.txt"
};
static const uint8_t fr_txt[] = {
#embed "../Localisation/interface/fr.txt"
};
static const uint8_t ga_txt[] = {
#embed "../Localisation/interface/ga.txt"
};
static const uint8_t hr_txt[] = {
#embed "../Localisation/interface/hr.txt"
};
static const uint8_t hu_txt[] = {
#embed "../Localisation/interface/hu.txt"
};
static const uint8_t it_txt[] = {
#embed "../Localisation/interface/it.txt"
};
static const uint8_t lt_txt[] = {
#embed "../Localisation/interface/lt.txt"
};
static const uint8_t lv_txt[] = {
#embed "../Localisation/interface/lv.txt"
};
static const uint8_t mt_txt[] = {
#embed "../Localisation/interface/mt.txt"
};
static const uint8_t nl_txt[] = {
#embed "../Localisation/interface/nl.txt"
};
static const uint8_t pl_txt[] = {
#embed "../Localisation/interface/pl.txt"
};
static const uint8_t pt_txt[] = {
#embed "../Localisation/interface/pt.txt"
};
static const uint8_t ro_txt[] = {
#embed "../Localisation/interface/ro.txt"
};
static const uint8_t sk_txt[] = {
#embed "../Localisation/interface/sk.txt"
};
static const uint8_t sl_txt[] = {
#embed "../Localisation/interface/sl.txt"
};
static const uint8_t sv_txt[] = {
#embed "../Localisation/interface/sv.txt"
};

#define FILE_OF(language) {#language, language##_txt, sizeof language##_txt}

static const cinterface_file files[] = {
    FILE_OF(ar), FILE_OF(bg), FILE_OF(cs), FILE_OF(da), FILE_OF(de),
    FILE_OF(el), FILE_OF(en), FILE_OF(es), FILE_OF(et), FILE_OF(fi),
    FILE_OF(fr), FILE_OF(ga), FILE_OF(hr), FILE_OF(hu), FILE_OF(it),
    FILE_OF(lt), FILE_OF(lv), FILE_OF(mt), FILE_OF(nl), FILE_OF(pl),
    FILE_OF(pt), FILE_OF(ro), FILE_OF(sk), FILE_OF(sl), FILE_OF(sv),
};

const cinterface_file *cinterface_files(size_t *count) {
    *count = sizeof files / sizeof *files;
    return files;
}
