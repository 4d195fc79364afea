#!/usr/bin/env bash
# What `make test` does: fetch what is lacking where it may, check the sources,
# run every test with the race detector, and say which tests did not run.
#
# TEST_STRICT=1 (set by .ci/run) makes a test that did not run a failure.
# Arguments, if any, are the packages to test instead of all.
set -euo pipefail
cd "$(dirname "$0")/.."

tags=sqlite_fts5
cache="${XDG_CACHE_HOME:-$HOME/.cache}/knoop-test"
axe_version=4.14.1
packages=("$@")
[ ${#packages[@]} -gt 0 ] || packages=(./...)

say() { printf '== %s\n' "$*"; }

# --- what is lacking --------------------------------------------------------

as_root=()
may_install() {
	command -v apt-get >/dev/null || return 1
	[ "$(id -u)" = 0 ] && return 0
	sudo -n true 2>/dev/null && as_root=(sudo -n)
}

updated=
fetch() { # fetch PACKAGE: true when it was installed
	if ! may_install; then
		say "cannot install $1: neither root nor sudo without a password"
		return 1
	fi
	if [ -z "$updated" ]; then
		"${as_root[@]}" apt-get update -q >/dev/null || return 1
		updated=1
	fi
	say "installing $1"
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" >/dev/null
}

command -v go >/dev/null || { say "Go is lacking: see go.mod for its version"; exit 1; }
command -v gcc >/dev/null || { fetch gcc && fetch libc6-dev; } || { say "gcc is lacking: SQLite is compiled with it"; exit 1; }

postgres_bin() { # the directory of initdb and pg_ctl, newest version first
	local dir
	for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(dirname "$(command -v pg_ctl || echo /none/x)")"; do
		if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
			echo "$dir"
			return
		fi
	done
}

chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

[ -n "$(postgres_bin)" ] || fetch postgresql || say "PostgreSQL is lacking: the store is tested on SQLite alone"
[ -n "$(chromium)" ] || fetch chromium || say "Chromium is lacking: the browser tests do not run"

fetch_axe() {
	axe="$cache/axe-core-$axe_version/package/axe.min.js"
	[ -s "$axe" ] && return
	command -v npm >/dev/null || fetch npm || return
	local dir
	dir="$(dirname "$(dirname "$axe")")"
	mkdir -p "$dir"
	(cd "$dir" && npm pack --silent "axe-core@$axe_version" >/dev/null && tar -xzf axe-core-*.tgz package/axe.min.js)
}
fetch_axe || say "axe-core $axe_version could not be fetched: accessibility is not checked in the browser tests"

if [ -n "$(chromium)" ]; then
	TEST_CHROMIUM="$(chromium)"
	export TEST_CHROMIUM
fi
if [ -s "$axe" ]; then
	export TEST_AXE="$axe"
fi

# --- a PostgreSQL of our own ------------------------------------------------

work="$(mktemp -d "${TMPDIR:-/tmp}/knoop-test.XXXXXX")"
pg_user=()
stop() {
	if [ -f "$work/pg/postmaster.pid" ]; then
		(cd / && "${pg_user[@]}" "$pg/pg_ctl" -D "$work/pg" -m immediate -w stop >/dev/null 2>&1) || true
	fi
	rm -rf "$work"
}
trap stop EXIT

start_postgres() {
	pg="$(postgres_bin)"
	[ -n "$pg" ] || return 1
	chmod 755 "$work"
	if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
		local owner=nobody
		id postgres >/dev/null 2>&1 && owner=postgres
		pg_user=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups --)
		install -d -m 700 -o "$owner" "$work/pg"
	else
		mkdir "$work/pg"
	fi
	(
		cd / # readable to whoever we become
		"${pg_user[@]}" "$pg/initdb" -D "$work/pg" -U knoop -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
		# No safety from crashes is wanted here, only speed.
		"${pg_user[@]}" "$pg/pg_ctl" -D "$work/pg" -w -s -l "$work/pg/log" -o "-c listen_addresses='' -c unix_socket_directories='$work/pg' -c max_connections=200 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" start
	) || return 1
	export TEST_POSTGRES_URL="postgres://knoop@/postgres?host=$work/pg"
}
if start_postgres; then
	say "PostgreSQL runs for the tests ($("$pg/postgres" --version))"
else
	say "PostgreSQL could not be started: the store is tested on SQLite alone"
fi

# --- the sources, then the tests: all of them, also after one that failed ----

status=0
check() { # check NAME COMMAND...
	say "$1"
	shift
	"$@" || status=1
}

formatted() {
	local unformatted
	unformatted="$(go tool -modfile=tools/go.mod gofumpt -l cmd federation handlers models static tools)" || return 1
	[ -z "$unformatted" ] || { printf 'not formatted, run make fmt:\n%s\n' "$unformatted"; return 1; }
}

# -race is for the build: the checks then share it with the tests.
static_check() {
	local staticcheck
	staticcheck="$(go tool -modfile=tools/go.mod -n staticcheck)" || return 1
	GOFLAGS="$(go env GOFLAGS) -race" "$staticcheck" -tags "$tags" "${packages[@]}"
}

run_tests() {
	go build -C tools -o "$work/testlog" ./testlog || return 1
	go test -race -p 2 -tags "$tags" -vet=off -timeout 45m -json "${packages[@]}" |
		"$work/testlog" ${TEST_STRICT:+-strict}
}

check "gofumpt" formatted
check "go vet" go vet -race -p 2 -tags "$tags" "${packages[@]}"
check "staticcheck" static_check
check "go test -race" run_tests

[ "$status" = 0 ] || say "something above failed"
exit "$status"
