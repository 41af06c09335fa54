#include "CInterface.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define LANGUAGE ar
#include "Language.inc"
#define LANGUAGE bg
#include "Language.inc"
#define LANGUAGE cs
#include "Language.inc"
#define LANGUAGE da
#include "Language.inc"
#define LANGUAGE de
#include "Language.inc"
#define LANGUAGE el
#include "Language.inc"
#define LANGUAGE en
#include "Language.inc"
#define LANGUAGE es
#include "Language.inc"
#define LANGUAGE et
#include "Language.inc"
#define LANGUAGE fi
#include "Language.inc"
#define LANGUAGE fr
#include "Language.inc"
#define LANGUAGE ga
#include "Language.inc"
#define LANGUAGE hr
#include "Language.inc"
#define LANGUAGE hu
#include "Language.inc"
#define LANGUAGE it
#include "Language.inc"
#define LANGUAGE lt
#include "Language.inc"
#define LANGUAGE lv
#include "Language.inc"
#define LANGUAGE mt
#include "Language.inc"
#define LANGUAGE nl
#include "Language.inc"
#define LANGUAGE pl
#include "Language.inc"
#define LANGUAGE pt
#include "Language.inc"
#define LANGUAGE ro
#include "Language.inc"
#define LANGUAGE sk
#include "Language.inc"
#define LANGUAGE sl
#include "Language.inc"
#define LANGUAGE sv
#include "Language.inc"

#define FILE_OF(area, language) {#language, area##_##language, sizeof area##_##language}
#define FILES_OF(language) \
    FILE_OF(search, language), FILE_OF(account, language), FILE_OF(share, language), FILE_OF(curate, language), \
        FILE_OF(administrate, language)

static const cinterface_file files[] = {
    FILES_OF(ar), FILES_OF(bg), FILES_OF(cs), FILES_OF(da), FILES_OF(de),
    FILES_OF(el), FILES_OF(en), FILES_OF(es), FILES_OF(et), FILES_OF(fi),
    FILES_OF(fr), FILES_OF(ga), FILES_OF(hr), FILES_OF(hu), FILES_OF(it),
    FILES_OF(lt), FILES_OF(lv), FILES_OF(mt), FILES_OF(nl), FILES_OF(pl),
    FILES_OF(pt), FILES_OF(ro), FILES_OF(sk), FILES_OF(sl), FILES_OF(sv),
};

const cinterface_file *cinterface_files(size_t *count) {
    *count = sizeof files / sizeof *files;
    return files;
}
