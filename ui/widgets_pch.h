// Precompiled for the widget libraries. Not to be included by hand: every file names what it uses.
#pragma once

#include <QtCore/QtCore>
#include <QtGui/QtGui>
#include <QtWidgets/QtWidgets>

#include "ui/client/engine_client.h"
