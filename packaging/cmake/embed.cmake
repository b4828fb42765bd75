# tapedeck_embed(TARGET FUNCTION [NAME=]FILE...): compiles files into a library. FUNCTION, to be declared by the library as
#   namespace tapedeck { std::optional<std::string_view> FUNCTION(std::string_view name); }
# gives the content of a file by its name (that of the file, unless another one stands before it).
set(TAPEDECK_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_file.cmake)
function(tapedeck_embed target function)
  set(listed "")
  set(files "")
  foreach(entry ${ARGN})
    if(entry MATCHES "^([^=]+)=(.+)$")
      set(name ${CMAKE_MATCH_1})
      set(file ${CMAKE_MATCH_2})
    else()
      get_filename_component(name ${entry} NAME)
      set(file ${entry})
    endif()
    get_filename_component(file ${file} ABSOLUTE)
    list(APPEND files ${file})
    string(APPEND listed "${name}=${file}|")
  endforeach()
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${listed}" -DFUNCTION=${function} -DOUTPUT=${output} -P ${TAPEDECK_EMBED_SCRIPT}
    DEPENDS ${files} ${TAPEDECK_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
