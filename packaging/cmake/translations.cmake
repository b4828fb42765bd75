# tapedeck_translations(TARGET): compiles every resources/translations/*.ts and puts it into the target's resources as
# :/translations/NAME.qm (Q_INIT_RESOURCE(translations)).
function(tapedeck_translations target)
  find_program(LRELEASE NAMES lrelease lrelease-qt6 PATHS /usr/lib/qt6/bin REQUIRED NO_DEFAULT_PATH)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/translations/*.ts)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/translations)
  set(lines "")
  set(compiled "")
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    add_custom_command(OUTPUT ${folder}/${name}.qm DEPENDS ${source}
        COMMAND ${LRELEASE} -silent ${source} -qm ${folder}/${name}.qm)
    list(APPEND compiled ${folder}/${name}.qm)
    string(APPEND lines "    <file>${name}.qm</file>\n")
  endforeach()
  file(MAKE_DIRECTORY ${folder})
  file(CONFIGURE OUTPUT ${folder}/translations.qrc
      CONTENT "<RCC>\n  <qresource prefix=\"/translations\">\n${lines}  </qresource>\n</RCC>\n" @ONLY)
  add_custom_command(OUTPUT ${folder}/qrc_translations.cpp DEPENDS ${compiled} ${folder}/translations.qrc
      COMMAND Qt6::rcc --name translations -o ${folder}/qrc_translations.cpp ${folder}/translations.qrc)
  set_source_files_properties(${folder}/qrc_translations.cpp PROPERTIES SKIP_AUTOGEN ON SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${folder}/qrc_translations.cpp)
endfunction()
