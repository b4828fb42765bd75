#include "engine/net/grpc/descriptors.h"

#include <protozero/pbf_writer.hpp>

namespace tapedeck::grpc {

namespace {

using protozero::pbf_writer;
using Type = FieldType;

// Field numbers of google/protobuf/descriptor.proto.
namespace file {
enum : uint32_t { name = 1, package = 2, message = 4, service = 6, syntax = 12 };
}
namespace message {
enum : uint32_t { name = 1, field = 2, enumeration = 4, oneof = 8 };
}
namespace field {
enum : uint32_t { name = 1, number = 3, label = 4, type = 5, typeName = 6, oneofIndex = 9 };
enum : int32_t { optional = 1, repeated = 3 };
} // namespace field
namespace named { // of enumerations, their values, oneofs, services
enum : uint32_t { name = 1, second = 2 };
}
namespace method {
enum : uint32_t { name = 1, input = 2, output = 3, clientStreams = 5, serverStreams = 6 };
}

SchemaFile miniKafkaSchema()
{
    return {"minikafka.proto", "protocol",
        {{"Topic", {{"topic", 1, Type::string}}}, {"Payload", {{"payload", 1, Type::bytes}}},
            {"ProduceRequest",
                {{"topic", 1, Type::message, ".protocol.Topic"}, {"payload", 2, Type::message, ".protocol.Payload"}}},
            {"MsgNumber", {{"msg_number", 1, Type::uint32}}},
            {"PollRequest", {{"topic", 1, Type::string}, {"read_from", 2, Type::message, ".protocol.MsgNumber"}}},
            {"PollResponse",
                {{"payloads", 1, Type::message, ".protocol.Payload", true},
                    {"new_read_from", 2, Type::message, ".protocol.MsgNumber"}}}},
        {{"MiniKafka",
            {{"Produce", ".protocol.ProduceRequest", ".protocol.MsgNumber"},
                {"Poll", ".protocol.PollRequest", ".protocol.PollResponse"}}}}};
}

SchemaFile healthSchema()
{
    constexpr std::string_view request = ".grpc.health.v1.HealthCheckRequest";
    constexpr std::string_view response = ".grpc.health.v1.HealthCheckResponse";
    return {"grpc/health/v1/health.proto", "grpc.health.v1",
        {{"HealthCheckRequest", {{"service", 1, Type::string}}},
            {"HealthCheckResponse",
                {{"status", 1, Type::enumeration, ".grpc.health.v1.HealthCheckResponse.ServingStatus"}}, {},
                "ServingStatus", {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"}}},
        {{"Health", {{"Check", request, response}, {"Watch", request, response, false, true}}}}};
}

// Both versions differ in their package only. The names of types are views, so they are spelled out.
struct ReflectionNames {
    std::string_view file, package, request, response, extension, files, numbers, services, service, error;
};

SchemaFile reflectionSchema(const ReflectionNames& n)
{
    return {n.file, n.package,
        {{"ServerReflectionRequest",
             {{"host", 1, Type::string}, {"file_by_filename", 3, Type::string, {}, false, true},
                 {"file_containing_symbol", 4, Type::string, {}, false, true},
                 {"file_containing_extension", 5, Type::message, n.extension, false, true},
                 {"all_extension_numbers_of_type", 6, Type::string, {}, false, true},
                 {"list_services", 7, Type::string, {}, false, true}},
             "message_request"},
            {"ExtensionRequest", {{"containing_type", 1, Type::string}, {"extension_number", 2, Type::int32}}},
            {"ServerReflectionResponse",
                {{"valid_host", 1, Type::string}, {"original_request", 2, Type::message, n.request},
                    {"file_descriptor_response", 4, Type::message, n.files, false, true},
                    {"all_extension_numbers_response", 5, Type::message, n.numbers, false, true},
                    {"list_services_response", 6, Type::message, n.services, false, true},
                    {"error_response", 7, Type::message, n.error, false, true}},
                "message_response"},
            {"FileDescriptorResponse", {{"file_descriptor_proto", 1, Type::bytes, {}, true}}},
            {"ExtensionNumberResponse",
                {{"base_type_name", 1, Type::string}, {"extension_number", 2, Type::int32, {}, true}}},
            {"ListServiceResponse", {{"service", 1, Type::message, n.service, true}}},
            {"ServiceResponse", {{"name", 1, Type::string}}},
            {"ErrorResponse", {{"error_code", 1, Type::int32}, {"error_message", 2, Type::string}}}},
        {{"ServerReflection", {{"ServerReflectionInfo", n.request, n.response, true, true}}}}};
}

SchemaFile reflectionV1()
{
    return reflectionSchema({"grpc/reflection/v1/reflection.proto", "grpc.reflection.v1",
        ".grpc.reflection.v1.ServerReflectionRequest", ".grpc.reflection.v1.ServerReflectionResponse",
        ".grpc.reflection.v1.ExtensionRequest", ".grpc.reflection.v1.FileDescriptorResponse",
        ".grpc.reflection.v1.ExtensionNumberResponse", ".grpc.reflection.v1.ListServiceResponse",
        ".grpc.reflection.v1.ServiceResponse", ".grpc.reflection.v1.ErrorResponse"});
}

SchemaFile reflectionV1Alpha()
{
    return reflectionSchema({"grpc/reflection/v1alpha/reflection.proto", "grpc.reflection.v1alpha",
        ".grpc.reflection.v1alpha.ServerReflectionRequest", ".grpc.reflection.v1alpha.ServerReflectionResponse",
        ".grpc.reflection.v1alpha.ExtensionRequest", ".grpc.reflection.v1alpha.FileDescriptorResponse",
        ".grpc.reflection.v1alpha.ExtensionNumberResponse", ".grpc.reflection.v1alpha.ListServiceResponse",
        ".grpc.reflection.v1alpha.ServiceResponse", ".grpc.reflection.v1alpha.ErrorResponse"});
}

void addText(pbf_writer& writer, uint32_t number, std::string_view text)
{
    writer.add_string(number, text.data(), text.size());
}

void encodeField(pbf_writer out, const FieldRow& row)
{
    addText(out, field::name, row.name);
    out.add_int32(field::number, static_cast<int32_t>(row.number));
    out.add_enum(field::label, row.repeated ? field::repeated : field::optional);
    out.add_enum(field::type, static_cast<int32_t>(row.type));
    if (!row.typeName.empty())
        addText(out, field::typeName, row.typeName);
    if (row.inOneof)
        out.add_int32(field::oneofIndex, 0);
}

void encodeMessage(pbf_writer out, const MessageRow& row)
{
    addText(out, message::name, row.name);
    for (const FieldRow& one : row.fields)
        encodeField({out, message::field}, one);
    if (!row.enumeration.empty()) {
        pbf_writer declared(out, message::enumeration);
        addText(declared, named::name, row.enumeration);
        for (size_t i = 0; i < row.values.size(); ++i) {
            pbf_writer value(declared, named::second);
            addText(value, named::name, row.values[i]);
            value.add_int32(named::second, static_cast<int32_t>(i));
        }
    }
    if (!row.oneof.empty()) {
        pbf_writer declared(out, message::oneof);
        addText(declared, named::name, row.oneof);
    }
}

void encodeService(pbf_writer out, const ServiceRow& row)
{
    addText(out, named::name, row.name);
    for (const MethodRow& one : row.methods) {
        pbf_writer written(out, named::second);
        addText(written, method::name, one.name);
        addText(written, method::input, one.input);
        addText(written, method::output, one.output);
        if (one.clientStreams)
            written.add_bool(method::clientStreams, true);
        if (one.serverStreams)
            written.add_bool(method::serverStreams, true);
    }
}

// What is behind `name` and a dot: "" if it is `name` itself, nothing if it is something else.
std::optional<std::string_view> behind(std::string_view symbol, std::string_view name)
{
    if (!symbol.starts_with(name))
        return std::nullopt;
    symbol.remove_prefix(name.size());
    if (symbol.empty())
        return symbol;
    return symbol.front() == '.' ? std::optional(symbol.substr(1)) : std::nullopt;
}

bool declares(const MessageRow& row, std::string_view symbol)
{
    if (symbol.empty() || symbol == row.oneof)
        return true;
    if (!row.enumeration.empty() && symbol == row.enumeration)
        return true;
    for (const FieldRow& one : row.fields) {
        if (one.name == symbol)
            return true;
    }
    for (const std::string_view value : row.values) { // values are declared beside their enumeration
        if (value == symbol)
            return true;
    }
    return false;
}

bool declares(const SchemaFile& schema, std::string_view symbol)
{
    for (const MessageRow& row : schema.messages) {
        const auto rest = behind(symbol, row.name);
        if (rest && declares(row, *rest))
            return true;
    }
    for (const ServiceRow& row : schema.services) {
        const auto rest = behind(symbol, row.name);
        if (!rest)
            continue;
        bool found = rest->empty();
        for (const MethodRow& one : row.methods)
            found = found || one.name == *rest;
        if (found)
            return true;
    }
    return false;
}

} // namespace

std::span<const SchemaFile> schemaFiles()
{
    static const std::vector<SchemaFile> kFiles = {
        miniKafkaSchema(), healthSchema(), reflectionV1(), reflectionV1Alpha()};
    return kFiles;
}

std::string encodeSchema(const SchemaFile& schema)
{
    std::string out;
    pbf_writer writer(out);
    addText(writer, file::name, schema.name);
    addText(writer, file::package, schema.package);
    for (const MessageRow& row : schema.messages)
        encodeMessage({writer, file::message}, row);
    for (const ServiceRow& row : schema.services)
        encodeService({writer, file::service}, row);
    addText(writer, file::syntax, "proto3");
    return out;
}

const SchemaFile* fileOfSymbol(std::string_view symbol)
{
    for (const SchemaFile& schema : schemaFiles()) {
        const auto rest = behind(symbol, schema.package);
        if (rest && declares(schema, *rest))
            return &schema;
    }
    return nullptr;
}

const SchemaFile* fileOfName(std::string_view name)
{
    for (const SchemaFile& schema : schemaFiles()) {
        if (schema.name == name)
            return &schema;
    }
    return nullptr;
}

} // namespace tapedeck::grpc
