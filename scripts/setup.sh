#!/usr/bin/env bash
# Installs what Holdfast needs and this system lacks, on Debian and Ubuntu: PostgreSQL's client programs (15 or newer),
# zstd, jq, and a few small tools. Does nothing where all is there. A JDK (17 or newer) and Maven are looked for, not installed.
set -euo pipefail

readonly OLDEST_CLIENT=15

say() { printf '%s\n' "$*" >&2; }

stop() {
  say "setup: $1"
  [[ -z ${2:-} ]] || say "$2"
  exit 1
}

# The newest major version of pg_dump on this system, 0 where there is none.
client_version() {
  local newest=0 program version
  for program in /usr/lib/postgresql/*/bin/pg_dump "$(command -v pg_dump || true)"; do
    [[ -x $program ]] || continue
    # A version that cannot be read, such as Debian's wrapper without a client behind it, is no client.
    version=$("$program" --version 2>/dev/null | sed -nE 's/.*\) ([0-9]+).*/\1/p') || continue
    if [[ -n $version ]] && ((version > newest)); then newest=$version; fi
  done
  printf '%s\n' "$newest"
}

# The oldest package of PostgreSQL's client programs that apt knows and that is new enough; empty where there is none. The
# oldest, because pg_restore of 17 and newer sets a parameter that servers before 17, such as the demo's, do not know.
client_package() {
  { apt-cache search --names-only '^postgresql-client-[0-9]+$' || true; } |
    sed -nE 's/^postgresql-client-([0-9]+) .*/\1/p' | sort -n |
    awk -v oldest="$OLDEST_CLIENT" '$1 >= oldest && !found {found = $1} END {if (found) print "postgresql-client-" found}'
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@" || stop "sudo asks for a password, and there is no terminal to ask on" "Run this once as root: $*"
  fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}

require_java_and_maven() {
  local java=java version
  [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
  command -v "$java" >/dev/null || stop "no Java found" "Install a JDK, 17 or newer, such as: apt-get install openjdk-17-jdk-headless"
  version=$("$java" -version 2>&1 | sed -nE '1s/.*"([0-9]+).*/\1/p')
  ((${version:-0} >= 17)) || stop "Java ${version:-of an unknown version} found, 17 or newer needed" \
    "Install one, or set JAVA_HOME to where one is"
  command -v mvn >/dev/null || stop "no Maven found" "Install it, such as: apt-get install maven"
}

main() {
  require_java_and_maven
  local missing=() wanted
  for wanted in zstd:zstd jq:jq ps:procps unshare:util-linux flock:util-linux; do
    command -v "${wanted%%:*}" >/dev/null || missing+=("${wanted##*:}")
  done
  local client
  client=$(client_version)
  if ((${#missing[@]} == 0 && client >= OLDEST_CLIENT)); then
    return 0
  fi

  local what="${missing[*]}"
  ((client >= OLDEST_CLIENT)) || what="$what postgresql-client (found version $client, $OLDEST_CLIENT or newer needed)"
  say "Installing what is missing: $what"
  command -v apt-get >/dev/null ||
    stop "this system has no apt-get" "Install by its own means: zstd, jq, procps, util-linux, PostgreSQL client programs $OLDEST_CLIENT or newer"
  ((EUID == 0)) || command -v sudo >/dev/null ||
    stop "installing needs root, and there is no sudo" "Run this once as root: $0"

  as_root apt-get update -qq </dev/null >&2
  ((${#missing[@]} == 0)) || apt_install "${missing[@]}"
  ((client >= OLDEST_CLIENT)) || install_client
  client=$(client_version)
  ((client >= OLDEST_CLIENT)) || stop "pg_dump is still of version $client after the installation"
}

install_client() {
  local package
  package=$(client_package)
  if [[ -z $package ]]; then
    say "This system's own packages have no PostgreSQL client $OLDEST_CLIENT or newer;"
    say "adding the PostgreSQL project's package source (https://apt.postgresql.org)."
    apt_install ca-certificates postgresql-common
    as_root /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y </dev/null >&2
    package=$(client_package)
    [[ -n $package ]] || stop "that source has no client $OLDEST_CLIENT or newer for this system either" \
      "See https://www.postgresql.org/download/linux/"
  fi
  apt_install "$package"
}

main "$@"
