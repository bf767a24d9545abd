# Builds the widget and lays out the pages that the gateway serves, OUTPUT, and
# those of a sample clinic on another origin, OUTPUT_clinic:
#
#   cmake -DNPM=... -DSOURCE=chatbot/widget -DOUTPUT=share/unknot/widget -P build.cmake
#
# npm may be unable to fetch esbuild, for want of a network; then this says so
# and fails nothing, since only the widget is missing.
set(tools ${SOURCE}/node_modules/.package-lock.json)
if(NOT EXISTS ${tools} OR ${SOURCE}/package-lock.json IS_NEWER_THAN ${tools})
  execute_process(
    COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
    WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE why)
  if(failed)
    message(WARNING "Widget skipped: npm ci failed.\n${why}")
    return()
  endif()
endif()
execute_process(
  COMMAND ${NPM} run --silent build -- ${OUTPUT}
  WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "The widget does not build.")
endif()
file(COPY ${SOURCE}/sample/home/index.html ${SOURCE}/sample/clinic.css DESTINATION ${OUTPUT})
file(COPY ${SOURCE}/sample/clinic/index.html ${SOURCE}/sample/clinic.css
     DESTINATION ${OUTPUT}_clinic)
