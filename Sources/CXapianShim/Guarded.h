// What the parts of the shim share: exceptions stop here, and bytes change their form.
#pragma once
#include "CXapianShim.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>

#include <xapian.h>

inline void report(cxapian_error *error, cxapian_code code, const std::string &message) noexcept {
    error->code = code;
    std::snprintf(error->message, sizeof error->message, "%s", message.c_str());
}

/// What the disk has to do with an error: Xapian tells the system's reason in words alone.
inline cxapian_code disk_code(const std::string &message, cxapian_code otherwise) {
    const auto says = [&](int number) { return message.find(std::strerror(number)) != std::string::npos; };
    if (says(ENOSPC) || says(EDQUOT) || says(EFBIG)) return CXAPIAN_FULL;
    if (says(EROFS) || says(EACCES) || says(EPERM)) return CXAPIAN_READ_ONLY;
    return otherwise;
}

// Runs `body`; turns whatever it throws into `error` and `failure`.
template <class Result, class Body>
Result guarded(cxapian_error *error, Result failure, Body body) noexcept {
    error->code = CXAPIAN_OK;
    error->message[0] = 0;
    const auto tell = [&](cxapian_code code, const std::string &message) {
        report(error, disk_code(message, code), message);
    };
    try {
        return body();
    } catch (const Xapian::DatabaseLockError &caught) {
        tell(CXAPIAN_LOCKED, caught.get_description());
    } catch (const Xapian::DatabaseModifiedError &caught) {
        tell(CXAPIAN_MODIFIED, caught.get_description());
    } catch (const Xapian::DocNotFoundError &caught) {
        tell(CXAPIAN_NOT_FOUND, caught.get_description());
    } catch (const Xapian::DatabaseOpeningError &caught) {
        tell(CXAPIAN_OPENING, caught.get_description());
    } catch (const Xapian::DatabaseCorruptError &caught) {
        tell(CXAPIAN_CORRUPT, caught.get_description());
    } catch (const Xapian::InvalidArgumentError &caught) {
        tell(CXAPIAN_INVALID, caught.get_description());
    } catch (const Xapian::UnimplementedError &caught) {
        tell(CXAPIAN_INVALID, caught.get_description());
    } catch (const Xapian::Error &caught) {
        tell(CXAPIAN_OTHER, caught.get_description());
    } catch (const std::bad_alloc &caught) {
        report(error, CXAPIAN_NO_MEMORY, caught.what());
    } catch (const std::length_error &caught) {
        report(error, CXAPIAN_INVALID, caught.what());
    } catch (const std::exception &caught) {
        report(error, CXAPIAN_OTHER, caught.what());
    } catch (...) {
        report(error, CXAPIAN_OTHER, "an unknown C++ exception");
    }
    return failure;
}

inline void assign(std::string &target, cxapian_bytes source) {
    target.assign(reinterpret_cast<const char *>(source.bytes), source.count);
}

inline std::string string(cxapian_bytes source) {
    return std::string(reinterpret_cast<const char *>(source.bytes), source.count);
}

inline cxapian_bytes bytes(const std::string &text) {
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}
