#include "CCLD2Shim.h"
