// gRPC's own C++ client against the gRPC port: numbers and positions, a large backlog, deadlines, many threads, and a
// completion queue with many calls in flight. Ends with 0, or says what was wrong.
#include "minikafka.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

#define EXPECT(condition)                                                                                              \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::cerr << __FILE__ << ':' << __LINE__ << ": " #condition " does not hold\n";                            \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (false)

using protocol::MiniKafka;

constexpr size_t kMiB = 1 << 20;

void setDeadline(grpc::ClientContext& context, int millis = 20'000)
{
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(millis));
}

protocol::ProduceRequest requestFor(const std::string& topic, const std::string& payload)
{
    protocol::ProduceRequest request;
    request.mutable_topic()->set_topic(topic);
    request.mutable_payload()->set_payload(payload);
    return request;
}

// The number; 0 when it failed.
uint32_t produce(MiniKafka::Stub& stub, const std::string& topic, const std::string& payload)
{
    grpc::ClientContext context;
    setDeadline(context);
    protocol::MsgNumber number;
    const grpc::Status status = stub.Produce(&context, requestFor(topic, payload), &number);
    if (!status.ok())
        std::cerr << status.error_code() << ' ' << status.error_message() << '\n';
    return status.ok() ? number.msg_number() : 0;
}

grpc::Status poll(MiniKafka::Stub& stub, const std::string& topic, uint32_t from, protocol::PollResponse& response)
{
    grpc::ClientContext context;
    setDeadline(context);
    protocol::PollRequest request;
    request.set_topic(topic);
    request.mutable_read_from()->set_msg_number(from);
    return stub.Poll(&context, request, &response);
}

void numbersAndPositions(MiniKafka::Stub& stub)
{
    EXPECT(produce(stub, "cpp", "one") == 1);
    EXPECT(produce(stub, "cpp", "") == 2);
    EXPECT(produce(stub, "cpp", "three") == 3);
    protocol::PollResponse response;
    EXPECT(poll(stub, "cpp", 0, response).ok());
    EXPECT(response.payloads_size() == 3 && response.payloads(1).payload().empty());
    EXPECT(response.has_new_read_from() && response.new_read_from().msg_number() == 4);
    EXPECT(poll(stub, "cpp", 99, response).ok());
    EXPECT(response.payloads_size() == 0 && response.new_read_from().msg_number() == 99);
    const grpc::Status unknown = poll(stub, "no such \xc3\xa9", 1, response);
    EXPECT(unknown.error_code() == grpc::StatusCode::UNKNOWN);
    EXPECT(unknown.error_message() == "store.Poll: No such topic: no such \xc3\xa9");
}

void missingParts(MiniKafka::Stub& stub)
{
    grpc::ClientContext context;
    protocol::MsgNumber number;
    const grpc::Status status = stub.Produce(&context, {}, &number);
    EXPECT(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

// With the client's own limit of 4 MiB for what it receives.
void aHundredMegabytes(MiniKafka::Stub& stub)
{
    const std::string payload(1'000'000, 'p');
    for (uint32_t i = 1; i <= 100; ++i)
        EXPECT(produce(stub, "cpp backlog", payload) == i);
    uint32_t position = 1;
    size_t bytes = 0;
    for (;;) {
        protocol::PollResponse response;
        const grpc::Status status = poll(stub, "cpp backlog", position, response);
        EXPECT(status.ok());
        EXPECT(response.ByteSizeLong() < 4 * kMiB);
        if (response.payloads_size() == 0)
            break;
        for (const protocol::Payload& one : response.payloads())
            bytes += one.payload().size();
        EXPECT(response.new_read_from().msg_number() == position + static_cast<uint32_t>(response.payloads_size()));
        position = response.new_read_from().msg_number();
    }
    EXPECT(bytes == 100'000'000 && position == 101);
}

void callsInFlight(MiniKafka::Stub& stub)
{
    struct Call {
        grpc::ClientContext context;
        protocol::MsgNumber number;
        grpc::Status status;
        std::unique_ptr<grpc::ClientAsyncResponseReader<protocol::MsgNumber>> reader;
    };
    constexpr uint32_t kCalls = 1'000; // ten times as many as the server takes at a time
    grpc::CompletionQueue queue;
    std::vector<std::unique_ptr<Call>> calls;
    for (uint32_t i = 0; i < kCalls; ++i) {
        auto call = std::make_unique<Call>();
        setDeadline(call->context);
        call->reader = stub.AsyncProduce(&call->context, requestFor("cpp flight", "x"), &queue);
        call->reader->Finish(&call->number, &call->status, call.get());
        calls.push_back(std::move(call));
    }
    std::set<uint32_t> numbers;
    for (uint32_t i = 0; i < kCalls; ++i) {
        void* tag = nullptr;
        bool ok = false;
        EXPECT(queue.Next(&tag, &ok) && ok);
        EXPECT(static_cast<Call*>(tag)->status.ok());
        numbers.insert(static_cast<Call*>(tag)->number.msg_number());
    }
    EXPECT(numbers.size() == kCalls && *numbers.begin() == 1 && *numbers.rbegin() == kCalls);
}

void manyThreads(const std::string& address)
{
    std::atomic<uint32_t> sum{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            grpc::ChannelArguments arguments;
            arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
            const auto stub =
                MiniKafka::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
            for (int i = 0; i < 200; ++i)
                sum += produce(*stub, "cpp threads", "x");
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT(sum == 1'600 * 1'601 / 2);
}

} // namespace

int main()
{
    const std::string address = std::string("127.0.0.1:") + std::getenv("TAPEDECK_GRPC_PORT");
    const auto stub = MiniKafka::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
    numbersAndPositions(*stub);
    missingParts(*stub);
    aHundredMegabytes(*stub);
    callsInFlight(*stub);
    manyThreads(address);
    std::cout << "ok\n";
    return 0;
}
