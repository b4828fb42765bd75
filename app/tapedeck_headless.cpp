// The program without the window. Links no Qt.
#include "app/command_line.h"

int main(int argc, char** argv)
{
    return static_cast<int>(tapedeck::runCommandLine(argc, argv, tapedeck::Environment::ofProcess(), {}));
}
