#include <rhonabwy.h>
