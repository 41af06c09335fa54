#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

// Swift does not see macros that are made of other macros.
static const int copensslPublicKey = EVP_PKEY_PUBLIC_KEY;
