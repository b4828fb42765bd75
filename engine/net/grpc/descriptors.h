// The schemas of what is served, as protobuf describes them to programs (FileDescriptorProto): written out here as
// tables, so that no compiler of schemas is needed. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::grpc {

// The numbers of FieldDescriptorProto.Type.
enum class FieldType : unsigned char { int32 = 5, string = 9, message = 11, bytes = 12, uint32 = 13, enumeration = 14 };

struct FieldRow {
    std::string_view name;
    uint32_t number;
    FieldType type;
    std::string_view typeName = {}; // with a leading dot; of messages and enumerations
    bool repeated = false;
    bool inOneof = false; // of the message's one
};
struct MessageRow {
    std::string_view name;
    std::vector<FieldRow> fields;
    std::string_view oneof = {}; // its name, if it has one
    std::string_view enumeration = {}; // declared inside it, with values from 0
    std::vector<std::string_view> values = {};
};
struct MethodRow {
    std::string_view name, input, output; // types with a leading dot
    bool clientStreams = false, serverStreams = false;
};
struct ServiceRow {
    std::string_view name;
    std::vector<MethodRow> methods;
};
struct SchemaFile {
    std::string_view name; // "grpc/health/v1/health.proto"
    std::string_view package;
    std::vector<MessageRow> messages;
    std::vector<ServiceRow> services;
};

// Everything that is served.
std::span<const SchemaFile> schemaFiles();

// A FileDescriptorProto.
std::string encodeSchema(const SchemaFile& file);

// The file that declares a service, method, message, field or enumeration, by its full name without a leading dot.
const SchemaFile* fileOfSymbol(std::string_view symbol);
const SchemaFile* fileOfName(std::string_view name);

} // namespace tapedeck::grpc
