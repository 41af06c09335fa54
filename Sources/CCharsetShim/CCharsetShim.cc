#include "CCharsetShim.h"
