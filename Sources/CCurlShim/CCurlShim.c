#include "CCurlShim.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER_LIMIT = 64 * 1024 };

typedef struct {
    const curl_shim_limits *limits;
    curl_shim_answer *answer;
    size_t body_limit;
    size_t body_capacity;
    const uint8_t *message;
    size_t message_left;
    int is_refused;
    int is_too_large;
} transfer;

int curl_shim_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }

int curl_shim_parse(const char *text, curl_shim_address *address) {
    memset(address, 0, sizeof *address);
    CURLU *url = curl_url();
    if (!url) return 0;
    char *port = NULL, *user = NULL, *password = NULL;
    int is_address = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_URL, &address->whole, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_SCHEME, &address->scheme, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &address->host, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (is_address) {
        address->port = strtol(port, NULL, 10);
        address->has_user = curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK ||
            curl_url_get(url, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK;
    }
    curl_free(port);
    curl_free(user);
    curl_free(password);
    curl_url_cleanup(url);
    return is_address;
}

void curl_shim_free_address(curl_shim_address *address) {
    curl_free(address->whole);
    curl_free(address->scheme);
    curl_free(address->host);
}

/// Opens a socket if the address that is about to be connected to is allowed.
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *to) {
    transfer *current = data;
    const uint8_t *bytes = NULL;
    size_t count = 0;
    if (purpose == CURLSOCKTYPE_IPCXN && to->family == AF_INET) {
        bytes = (const uint8_t *)&((const struct sockaddr_in *)(const void *)&to->addr)->sin_addr;
        count = 4;
    } else if (purpose == CURLSOCKTYPE_IPCXN && to->family == AF_INET6) {
        bytes = (const uint8_t *)&((const struct sockaddr_in6 *)(const void *)&to->addr)->sin6_addr;
        count = 16;
    }
    if (!current->limits->allows(current->limits->context, bytes, count)) {
        current->is_refused = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static int watch(void *data, curl_off_t all_down, curl_off_t down, curl_off_t all_up, curl_off_t up) {
    (void)all_down, (void)down, (void)all_up, (void)up;
    transfer *current = data;
    return current->limits->is_cancelled(current->limits->context);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *data) {
    transfer *current = data;
    curl_shim_answer *answer = current->answer;
    size_t more = size * count;
    // A new status line: what came before belongs to an interim response.
    if (more >= 5 && memcmp(bytes, "HTTP/", 5) == 0) answer->headers_count = 0;
    if (answer->headers_count + more > HEADER_LIMIT) {
        current->is_too_large = 1;
        return 0;
    }
    if (!answer->headers && !(answer->headers = malloc(HEADER_LIMIT))) return 0;
    memcpy(answer->headers + answer->headers_count, bytes, more);
    answer->headers_count += more;
    return more;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data) {
    transfer *current = data;
    curl_shim_answer *answer = current->answer;
    size_t more = size * count;
    if (more > current->body_limit - answer->body_count) {
        current->is_too_large = 1;
        return 0;
    }
    size_t needed = answer->body_count + more;
    if (needed > current->body_capacity) {
        size_t capacity = needed > 2 * current->body_capacity ? needed : 2 * current->body_capacity;
        if (capacity > current->body_limit) capacity = current->body_limit;
        uint8_t *larger = realloc(answer->body, capacity);
        if (!larger) return 0;
        answer->body = larger;
        current->body_capacity = capacity;
    }
    memcpy(answer->body + answer->body_count, bytes, more);
    answer->body_count = needed;
    return more;
}

static size_t give_message(char *bytes, size_t size, size_t count, void *data) {
    transfer *current = data;
    size_t part = size * count < current->message_left ? size * count : current->message_left;
    memcpy(bytes, current->message, part);
    current->message += part;
    current->message_left -= part;
    return part;
}

/// A handle with the limits of a transfer.
static CURL *prepare(transfer *current) {
    CURL *curl = curl_easy_init();
    if (!curl) return NULL;
    const curl_shim_limits *limits = current->limits;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, current->answer->message);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_milliseconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)limits->total_milliseconds);
    // A proxy of the environment would connect to addresses that were not checked.
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, current);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, current);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, current);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (limits->certificates) curl_easy_setopt(curl, CURLOPT_CAINFO, limits->certificates);
    return curl;
}

static void perform(CURL *curl, transfer *current) {
    curl_shim_answer *answer = current->answer;
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    if (code != CURLE_OK && answer->message[0] == 0)
        snprintf(answer->message, sizeof answer->message, "%s", curl_easy_strerror(code));
    switch (code) {
    case CURLE_OK: answer->outcome = CURL_SHIM_DONE; break;
    case CURLE_OPERATION_TIMEDOUT: answer->outcome = CURL_SHIM_TIMED_OUT; break;
    case CURLE_ABORTED_BY_CALLBACK: answer->outcome = CURL_SHIM_CANCELLED; break;
    case CURLE_LOGIN_DENIED: answer->outcome = CURL_SHIM_NO_LOGIN; break;
    case CURLE_FILESIZE_EXCEEDED: answer->outcome = CURL_SHIM_TOO_LARGE; break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED: answer->outcome = CURL_SHIM_INSECURE; break;
    default:
        answer->outcome = current->is_too_large ? CURL_SHIM_TOO_LARGE
            : current->is_refused               ? CURL_SHIM_REFUSED_ADDRESS
                                                : CURL_SHIM_FAILED;
    }
}

curl_shim_answer curl_shim_request(
    const char *url, const char *const *headers, size_t header_count, const uint8_t *body, size_t body_count,
    size_t body_limit, const curl_shim_limits *limits) {
    curl_shim_answer answer = {.outcome = CURL_SHIM_FAILED};
    transfer current = {.limits = limits, .answer = &answer, .body_limit = body_limit};
    CURL *curl = prepare(&current);
    if (!curl) return answer;
    struct curl_slist *lines = NULL;
    for (size_t index = 0; index < header_count; index++) {
        struct curl_slist *more = curl_slist_append(lines, headers[index]);
        if (!more) goto done;
        lines = more;
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)body_limit);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &current);
    if (body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_count);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    perform(curl, &current);
    char *redirect = NULL;
    if (answer.outcome == CURL_SHIM_DONE && curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect) == CURLE_OK &&
        redirect)
        answer.redirect = strdup(redirect);
done:
    curl_slist_free_all(lines);
    curl_easy_cleanup(curl);
    return answer;
}

curl_shim_answer curl_shim_mail(
    const char *url, const char *user, const char *password, int requires_tls, const char *from, const char *recipient,
    const uint8_t *message, size_t message_count, const curl_shim_limits *limits) {
    curl_shim_answer answer = {.outcome = CURL_SHIM_FAILED};
    transfer current = {.limits = limits, .answer = &answer, .message = message, .message_left = message_count};
    current.body_limit = HEADER_LIMIT;
    CURL *curl = prepare(&current);
    if (!curl) return answer;
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    if (recipients) {
        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(requires_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
        if (user) curl_easy_setopt(curl, CURLOPT_USERNAME, user);
        if (password) curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_message);
        curl_easy_setopt(curl, CURLOPT_READDATA, &current);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message_count);
        perform(curl, &current);
    }
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    return answer;
}

void curl_shim_free(curl_shim_answer *answer) {
    free(answer->headers);
    free(answer->body);
    free(answer->redirect);
}
