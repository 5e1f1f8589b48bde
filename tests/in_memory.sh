#!/usr/bin/env bash
# Runs a command whose temporary folders lie in memory where there is plenty of it:
# tests/in_memory.sh COMMAND…
#
# A night writes two hundred files and waits for the disk after each; what a test leaves is
# thrown away with the folder. Without /dev/shm, or with less than 6 GiB of memory or room to
# spare, the temporary folders stay where they are.
set -euo pipefail
memory=/dev/shm
spare=$((6 * 1024 * 1024))  # KiB

at_least() { [ "${1:-0}" -ge "$spare" ]; }
room() { df --output=avail "$memory" 2>/dev/null | tail -1; }
available() { sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null; }

if [ ! -w "$memory" ] || ! at_least "$(room)" || ! at_least "$(available)"; then
    exec "$@"
fi
folder=$(mktemp -d "$memory/zhaoren-tests.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
TMPDIR=$folder "$@"
