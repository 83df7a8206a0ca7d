#!/usr/bin/env bash
# Runs a program of the built tree: java-program.sh MAIN_CLASS ARGUMENTS…; it must be built.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/load.sh"
run_program "$@"
