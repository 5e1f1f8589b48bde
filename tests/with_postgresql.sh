#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own: tests/with_postgresql.sh COMMAND…
#
# ZHAOREN_TEST_POSTGRESQL names the server to the command; one that stands there
# already is used. Debian's package is installed where the programs are missing and
# root asks for it. The server runs as an unprivileged user, in a temporary folder,
# behind a Unix socket; both end with the command.
#
# ZHAOREN_REQUIRE_POSTGRESQL=1: sudo may install it too, and without a server the
# command is not run at all.
set -euo pipefail
required=${ZHAOREN_REQUIRE_POSTGRESQL:-}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

programs() {
    ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1 || true
}

install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || { [ "$required" = 1 ] && sudo -n true 2>/dev/null; } || return 1
    echo "PostgreSQL: installing Debian's package" >&2
    get update >&2 || true
    get install --no-install-recommends --yes postgresql >&2
}

get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

if [ -n "${ZHAOREN_TEST_POSTGRESQL:-}" ]; then
    exec "$@"
fi

reason=""
[ -n "$(programs)" ] || install || reason="the server is not installed, and it could not (or may not) be installed"
bin=$(programs)
[ -n "$reason" ] || [ -n "$bin" ] || reason="Debian's package brought no server"
if [ -n "$reason" ]; then
    echo "PostgreSQL: $reason" >&2
    if [ "$required" = 1 ]; then
        echo "the tests of the ledger on PostgreSQL cannot run, and here they must" >&2
        exit 1
    fi
    echo "the tests of the ledger on PostgreSQL are skipped" >&2
    exec env ZHAOREN_NO_POSTGRESQL="$reason" "$@"
fi

# Not below TMPDIR: a socket's path may have 107 bytes at most.
folder=$(mktemp -d /tmp/zhaoren-pg.XXXXXX)
owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then  # the server refuses to run as root
    unprivileged=postgres
    id -u postgres >/dev/null 2>&1 || unprivileged=nobody
    chown "$unprivileged" "$folder"
    chmod 755 "$folder"
    owner() { setpriv --reuid="$unprivileged" --regid="$(id -g "$unprivileged")" --clear-groups "$@"; }
fi
stop() {
    owner "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
cd "$folder"
owner "$bin/initdb" --pgdata="$folder/data" --username=zhaoren --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >/dev/null
owner sed -i '1i local all locked scram-sha-256' "$folder/data/pg_hba.conf"  # for wrong passwords
owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --log="$folder/log" --options \
    "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off -c max_connections=200" \
    start >/dev/null
cd "$OLDPWD"
export ZHAOREN_TEST_POSTGRESQL="postgresql+psycopg://zhaoren@/postgres?host=$folder"
"$@"
