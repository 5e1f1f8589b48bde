#!/usr/bin/env bash
# Runs a command where there is a Chromium: tests/with_chromium.sh COMMAND…
#
# The pages that zhaoren writes are opened in it. One that is there is used
# (ZHAOREN_CHROMIUM names it, else the path). Debian's package, and a font with Chinese
# characters, are installed where they are missing and root asks for it.
#
# ZHAOREN_REQUIRE_CHROMIUM=1: sudo may install it too, and without one the command is
# not run at all.
set -euo pipefail
required=${ZHAOREN_REQUIRE_CHROMIUM:-}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || { [ "$required" = 1 ] && sudo -n true 2>/dev/null; } || return 1
    echo "Chromium: installing Debian's package" >&2
    get update >&2 || true
    get install --no-install-recommends --yes chromium fonts-noto-cjk >&2
}

browser() { command -v "${ZHAOREN_CHROMIUM:-chromium}" || command -v chromium-browser || true; }

[ -n "$(browser)" ] || install || true
if [ -z "$(browser)" ]; then
    reason="Chromium is not installed, and it could not (or may not) be installed"
    echo "$reason" >&2
    if [ "$required" = 1 ]; then
        echo "the tests of the pages cannot run, and here they must" >&2
        exit 1
    fi
    echo "the tests of the pages are skipped" >&2
    exec "$@"
fi
export ZHAOREN_CHROMIUM; ZHAOREN_CHROMIUM=$(browser)
exec "$@"
