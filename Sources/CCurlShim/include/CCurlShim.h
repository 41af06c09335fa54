// Requests with libcurl, whose own functions take variable arguments, which Swift cannot call.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What a request may take, and which addresses it may reach. The pointers belong to the caller.
typedef struct {
    int64_t connect_milliseconds;
    int64_t total_milliseconds;
    /// A file with the certificates of more authorities (PEM), or null for the system's.
    const char *certificates;
    /// Passed to the two functions below, which are called on the thread of the request.
    void *context;
    /// Whether a connection to this address is allowed. Called for each address when it is about to be connected to, so
    /// what a name resolved to earlier does not matter. 4 bytes for IPv4, 16 for IPv6, none for anything else.
    int (*allows)(void *context, const uint8_t *address, size_t count);
    /// Whether nobody waits for the answer any more.
    int (*is_cancelled)(void *context);
} curl_shim_limits;

/// How a request ended.
typedef enum {
    CURL_SHIM_DONE,
    CURL_SHIM_REFUSED_ADDRESS,
    CURL_SHIM_TOO_LARGE,
    CURL_SHIM_TIMED_OUT,
    CURL_SHIM_INSECURE,
    CURL_SHIM_CANCELLED,
    CURL_SHIM_NO_LOGIN,
    CURL_SHIM_FAILED,
} curl_shim_outcome;

/// An answer; free it with `curl_shim_free`.
typedef struct {
    curl_shim_outcome outcome;
    /// What libcurl says of a failure, in English.
    char message[256];
    long status;
    /// The header lines of the last response, with their line breaks.
    char *headers;
    size_t headers_count;
    uint8_t *body;
    size_t body_count;
    /// Where a redirect leads, as an absolute address; null if it is none.
    char *redirect;
} curl_shim_answer;

/// The parts of an address as libcurl understands it; free it with `curl_shim_free_address`.
typedef struct {
    char *whole;
    char *scheme;
    char *host;
    long port;
    int has_user;
} curl_shim_address;

/// Starts libcurl. Call it once, before everything else. Returns 0 if it cannot be used.
int curl_shim_start(void);

/// Returns 0 if the text is not an absolute address. Free it in both cases.
int curl_shim_parse(const char *text, curl_shim_address *address);
void curl_shim_free_address(curl_shim_address *address);

/// Makes one HTTP request, without following redirects.
/// - body: null for GET, else the body of a POST.
/// - headers: lines without line breaks.
/// - body_limit: the most bytes of a body.
curl_shim_answer curl_shim_request(
    const char *url, const char *const *headers, size_t header_count, const uint8_t *body, size_t body_count,
    size_t body_limit, const curl_shim_limits *limits);

/// Sends one message by SMTP.
/// - url: smtp:// or smtps://, with a host and perhaps a port.
/// - user, password: null to send without a login.
/// - requires_tls: whether smtp:// must be secured by STARTTLS.
/// - message: headers and body with CR LF.
curl_shim_answer curl_shim_mail(
    const char *url, const char *user, const char *password, int requires_tls, const char *from, const char *recipient,
    const uint8_t *message, size_t message_count, const curl_shim_limits *limits);

void curl_shim_free(curl_shim_answer *answer);
