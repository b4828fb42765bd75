#include "engine/net/grpc/reflection.h"

#include "engine/net/grpc/descriptors.h"
#include "engine/net/grpc/field_reader.h"
#include "engine/net/grpc/grpc_port.h"

#include <protozero/pbf_writer.hpp>

namespace tapedeck::grpc {

namespace {

using protozero::pbf_writer;

// Field numbers of ServerReflectionRequest and ServerReflectionResponse.
enum : uint32_t {
    kHost = 1,
    kFileByName = 3,
    kFileBySymbol = 4,
    kFileByExtension = 5,
    kExtensionsOfType = 6,
    kListServices = 7,
};
enum : uint32_t {
    kValidHost = 1,
    kOriginalRequest = 2,
    kFileResponse = 4,
    kExtensionsResponse = 5,
    kServicesResponse = 6,
    kErrorResponse = 7,
};

void addError(pbf_writer& response, Code code, std::string_view text)
{
    pbf_writer error(response, kErrorResponse);
    error.add_int32(1, static_cast<int32_t>(code));
    error.add_string(2, text.data(), text.size());
}

void addFile(pbf_writer& response, const SchemaFile* schema, std::string_view what)
{
    if (!schema)
        return addError(response, Code::notFound, std::string(what) + " not found");
    pbf_writer files(response, kFileResponse);
    files.add_bytes(1, encodeSchema(*schema));
}

void addExtensions(pbf_writer& response, std::string_view type)
{
    if (!fileOfSymbol(type))
        return addError(response, Code::notFound, "type not found");
    pbf_writer numbers(response, kExtensionsResponse); // no type here has any
    numbers.add_string(1, type.data(), type.size());
}

void addServices(pbf_writer& response, const std::vector<std::string_view>& services)
{
    pbf_writer list(response, kServicesResponse);
    for (const std::string_view name : services) {
        pbf_writer service(list, 1);
        service.add_string(1, name.data(), name.size());
    }
}

} // namespace

Result<std::string> answerReflection(std::string_view request, const std::vector<std::string_view>& services)
{
    FieldReader reader(request);
    std::string_view host, argument;
    uint32_t asked = 0; // of the alternatives the last one counts
    while (reader.next()) {
        if (reader.isBytes(kHost))
            host = reader.bytes();
        if (reader.kind() == FieldReader::Kind::bytes && reader.number() >= kFileByName
            && reader.number() <= kListServices) {
            asked = reader.number();
            argument = reader.bytes();
        }
    }
    if (reader.failed())
        return Error{ErrorCode::invalidArgument, "proto: " + std::string(reader.error())};
    std::string out;
    pbf_writer response(out);
    if (!host.empty())
        response.add_string(kValidHost, host.data(), host.size());
    response.add_message(kOriginalRequest, request.data(), request.size());
    switch (asked) {
    case kFileByName:
        addFile(response, fileOfName(argument), "file");
        break;
    case kFileBySymbol:
        addFile(response, fileOfSymbol(argument), "symbol");
        break;
    case kFileByExtension:
        addError(response, Code::notFound, "extension not found");
        break;
    case kExtensionsOfType:
        addExtensions(response, argument);
        break;
    case kListServices:
        addServices(response, services);
        break;
    default:
        addError(response, Code::invalidArgument, "the request asks for nothing");
    }
    return out;
}

std::string_view Reflection::name() const
{
    return m_version == Version::v1 ? "grpc.reflection.v1.ServerReflection"
                                    : "grpc.reflection.v1alpha.ServerReflection";
}

const std::vector<Method>& Reflection::methods() const
{
    static const std::vector<Method> kMethods = {{"ServerReflectionInfo", info, true, true}};
    return kMethods;
}

void Reflection::info(Service& service, Call& call, std::string_view message)
{
    std::vector<std::string_view> names;
    for (const auto& served : static_cast<Reflection&>(service).m_port.services())
        names.push_back(served->name());
    const Result<std::string> answer = answerReflection(message, names);
    if (!answer)
        return call.end({Code::internal, "grpc: error unmarshalling request: " + answer.error().text});
    call.send(*answer);
}

} // namespace tapedeck::grpc
