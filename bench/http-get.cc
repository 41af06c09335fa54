// Sends requests to an HTTP service over one persistent connection and times each answer. It is the client of
// script/bench, in C++ because a client in Python would cost more than the search that it times.
//
//     http-get ADDRESS PORT   reads one path per line; writes for each "NANOSECONDS STATUS BYTES" and the body
//
// The time runs from sending the request until the last byte of the body has arrived.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::cerr << "http-get: " << what << std::endl;
    std::exit(1);
}

int connect_to(const char* address, const char* port) {
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(static_cast<uint16_t>(std::atoi(port)));
    if (inet_pton(AF_INET, address, &target.sin_addr) != 1) fail("not an IPv4 address: " + std::string(address));
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection, reinterpret_cast<sockaddr*>(&target), sizeof target) != 0) fail("cannot connect");
    const int yes = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return connection;
}

class Connection {
public:
    explicit Connection(int descriptor) : descriptor(descriptor) {}

    void send(const std::string& request) {
        for (size_t sent = 0; sent < request.size();) {
            const ssize_t count = ::send(descriptor, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) fail("the connection broke while sending");
            sent += static_cast<size_t>(count);
        }
    }

    // The next line without its end.
    std::string line() {
        size_t end;
        while ((end = received.find("\r\n")) == std::string::npos) more();
        std::string result = received.substr(0, end);
        received.erase(0, end + 2);
        return result;
    }

    std::string bytes(size_t count) {
        while (received.size() < count) more();
        std::string result = received.substr(0, count);
        received.erase(0, count);
        return result;
    }

private:
    void more() {
        char buffer[1 << 16];
        const ssize_t count = recv(descriptor, buffer, sizeof buffer, 0);
        if (count <= 0) fail("the service closed the connection");
        received.append(buffer, static_cast<size_t>(count));
    }

    int descriptor;
    std::string received;
};

std::string read_body(Connection& connection) {
    long length = -1;
    bool chunked = false;
    for (std::string line; !(line = connection.line()).empty();) {
        if (strncasecmp(line.c_str(), "content-length:", 15) == 0) length = std::atol(line.c_str() + 15);
        if (strcasecmp(line.c_str(), "transfer-encoding: chunked") == 0) chunked = true;
    }
    if (!chunked) {
        if (length < 0) fail("the answer has no Content-Length");
        return connection.bytes(static_cast<size_t>(length));
    }
    std::string body;
    while (const size_t size = std::strtoul(connection.line().c_str(), nullptr, 16)) {
        body += connection.bytes(size);
        connection.line();
    }
    while (!connection.line().empty()) {
    }
    return body;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "usage: http-get ADDRESS PORT" << std::endl;
        return 64;
    }
    Connection connection(connect_to(arguments[1], arguments[2]));
    const std::string tail = " HTTP/1.1\r\nHost: " + std::string(arguments[1]) + "\r\nAccept: application/json\r\n\r\n";
    for (std::string path; std::getline(std::cin, path);) {
        const std::string request = "GET " + path + tail;
        const auto start = std::chrono::steady_clock::now();
        connection.send(request);
        const std::string status = connection.line();
        const std::string body = read_body(connection);
        const auto time = std::chrono::steady_clock::now() - start;
        std::cout << std::chrono::nanoseconds(time).count() << ' ' << status.substr(9, 3) << ' ' << body.size() << '\n'
                  << body << std::flush;
    }
    close(0);
    return 0;
}
