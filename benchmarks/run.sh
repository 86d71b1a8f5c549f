#!/usr/bin/env bash
# Compares backups and restores of one sample database: the floor that the server itself sets, PostgreSQL's own programs,
# restic and pgBackRest where installed, and Holdfast; in turns, medians. See benchmarks/README.md.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
sql=$root/backup-cli/src/main/resources/io/holdfast/cli/demo

megabytes=1657
runs=5
percent=7
only=.
folder=
results=$root/.work/benchmarks/$(date -u +%Y%m%d-%H%M%S)
keep=no

usage() {
  cat <<END
Usage: benchmarks/run.sh [options]

  --mb N          size of the database's uncompressed dump in MB (default: $megabytes; the database is 1.4 times as large)
  --runs N        how often each is measured, in turns; the table shows medians (default: $runs)
  --percent N     how many of a hundred rows are changed before the "changed" backups, 1 to 50 (default: $percent)
  --only REGEX    measures only those whose names match, such as 'floor|ours'; --list shows the names
  --folder DIR    where servers and backups are kept while it runs (default: a new folder in /var/tmp)
  --results DIR   where the raw results go (default: .work/benchmarks/TIME in this project)
  --keep          leaves servers' data and backups in the folder when it ends
END
}

readonly BACKUPS=(floor dump-discarded dump-gzip dump-directory dump-zstd restic-first restic-unchanged restic-changed
  pgbackrest ours-first ours-unchanged ours-changed)
readonly RESTORES=(restore-directory restore-archive restore-ours)

stop() {
  printf 'benchmarks: %s\n' "$1" >&2
  exit "${2:-1}"
}

say() { printf '%s\n' "$*" >&2; }

number() { [[ $2 =~ ^[1-9][0-9]{0,6}$ ]] || stop "$1: \"$2\" is not a number from 1 to 9999999" 2; }

while (($# > 0)); do
  case $1 in
    --mb | --runs | --percent | --only | --folder | --results)
      [[ -n ${2:-} ]] || stop "$1 needs a value" 2 ;;&
    --mb) number "$1" "$2"; megabytes=$2; shift 2 ;;
    --runs) number "$1" "$2"; runs=$2; shift 2 ;;
    --percent) number "$1" "$2"; percent=$2; ((percent <= 50)) || stop "--percent: at most 50" 2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    --folder) folder=$2; shift 2 ;;
    --results) results=$2; shift 2 ;;
    --keep) keep=yes; shift ;;
    --list) printf '%s\n' "${BACKUPS[@]}" "${RESTORES[@]}"; exit 0 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; stop "unknown argument: $1" 2 ;;
  esac
done

# ---------------------------------------------------------------------------------------------------------- servers

bin=
for candidate in /usr/lib/postgresql/*/bin; do
  if [[ -x $candidate/initdb ]] && ((${candidate//[^0-9]/} >= 15)); then bin=$candidate; fi
done
[[ -n $bin ]] || stop "no PostgreSQL server of version 15 or newer in /usr/lib/postgresql; install one: apt-get install postgresql"
PATH=$bin:$PATH

# PostgreSQL does not run as root.
owner=$(id -un)
if ((EUID == 0)); then
  owner=postgres
  id "$owner" >/dev/null 2>&1 || stop "run as root there must be a user \"postgres\" to run the servers"
fi
as_owner() { if ((EUID == 0)); then (cd / && runuser -u "$owner" -- env PATH="$PATH" "$@"); else "$@"; fi; }

if [[ -z $folder ]]; then folder=$(mktemp -d /var/tmp/holdfast-benchmark.XXXXXX); else mkdir -p "$folder"; fi
folder=$(cd "$folder" && pwd -P)
[[ -z $(ls -A "$folder") ]] || stop "$folder is not empty"
chmod 755 "$folder"
mkdir -p "$results" "$folder/servers" "$folder/backups"
results=$(cd "$results" && pwd -P)
chown "$owner" "$folder/servers"

clean_up() {
  local status=$? server
  trap - EXIT INT TERM
  [[ -z ${child:-} ]] || kill "$child" 2>/dev/null || true
  for server in source other; do
    [[ ! -f $folder/servers/$server/postmaster.pid ]] ||
      as_owner pg_ctl -D "$folder/servers/$server" -m immediate -w stop >/dev/null 2>&1 || true
  done
  if [[ $keep == yes ]]; then say "Kept: $folder"; else rm -rf "$folder"; fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

needed=$((megabytes * 12 + 500))
free=$(($(df -Pk "$folder" | awk 'NR == 2 {print $4}') / 1000))
((free >= needed)) || stop "$folder has $free MB free, about $needed MB are needed; name another with --folder"

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
source_port=$(free_port)
other_port=$(free_port)
while ((other_port == source_port)); do other_port=$(free_port); done
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

export PGHOST=127.0.0.1 PGUSER=$owner PGPASSFILE=$folder/pgpass
(umask 077 && printf '127.0.0.1:*:*:%s:%s\n' "$owner" "$password" >"$PGPASSFILE")

source_url=postgresql://$owner@127.0.0.1:$source_port
other_url=postgresql://$owner@127.0.0.1:$other_port

start_server() {
  as_owner pg_ctl -D "$folder/servers/$1" -o "-p $2" -l "$folder/servers/$1.log" -w -t 300 start >/dev/null
}

# Everything as initdb leaves it, durability above all, but for the place of the sockets, and archive_mode, which pgBackRest
# asks for and which only a restart can change.
make_source() {
  local secret=$folder/servers/secret
  printf '%s\n' "$password" >"$secret"
  chown "$owner" "$secret"
  chmod 600 "$secret"
  as_owner initdb -D "$folder/servers/source" -U "$owner" --pwfile="$secret" --auth-local=peer --auth-host=scram-sha-256 \
    -E UTF8 --locale=C.UTF-8 >/dev/null
  rm "$secret"
  as_owner tee -a "$folder/servers/source/postgresql.conf" >/dev/null <<END
unix_socket_directories = '$folder/servers'
archive_mode = on
archive_command = '/bin/true'
END
  start_server source "$source_port"
}

make_data() {
  say "Making the data ($megabytes MB of dump)"
  createdb -p "$source_port" results
  psql -p "$source_port" -d results -qX -v ON_ERROR_STOP=1 -o /dev/null -f "$sql/results.sql"
  local total first
  total=$(psql -p "$source_port" -d results -qXAt -c "SELECT simulation.plan($megabytes)")
  for ((first = 1; first <= total; first += 500)); do
    psql -p "$source_port" -d results -qX -v ON_ERROR_STOP=1 -o /dev/null \
      -c "SELECT simulation.add_runs($first, least($first + 499, $total))"
  done
  psql -p "$source_port" -d results -qX -v ON_ERROR_STOP=1 -o /dev/null -f "$sql/results-indexes.sql"
  # Otherwise the first to read pays for marking the rows as committed.
  psql -p "$source_port" -d results -qX -c 'VACUUM (FREEZE, ANALYZE)' -c CHECKPOINT
}

# A second server with the same files: its copy of the database is changed, and restores go there, so that the source stays
# as it is and a physical backup of it holds nothing else.
make_other() {
  say "Copying the server, and changing $percent % of the rows there"
  as_owner pg_ctl -D "$folder/servers/source" -m fast -w -t 300 stop >/dev/null
  cp -a "$folder/servers/source" "$folder/servers/other"
  start_server source "$source_port"
  start_server other "$other_port"
  psql -p "$other_port" -d results -qXAt -F ' ' -c "SELECT * FROM simulation.change_some($percent)" \
    >"$results/changed-rows.txt"
  psql -p "$other_port" -d results -qX -c 'VACUUM (ANALYZE)' -c CHECKPOINT
}

# ------------------------------------------------------------------------------------------------------ what is measured

backups=$folder/backups
child=

# Statements that read every table, spread over two connections: the largest first, each to the one with less to do.
prepare_floor() {
  psql -p "$source_port" -d results -qXAt -F ' ' -c "
    SELECT pg_table_size(c.oid), format('COPY %I.%I TO STDOUT;', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'simulation') ORDER BY 1 DESC" |
    awk -v one="$folder/floor-1.sql" -v other="$folder/floor-2.sql" '
      { size = $1; sub(/^[0-9]+ /, ""); if (a <= b) { a += size; print > one } else { b += size; print > other } }'
}

run_floor() {
  psql -p "$source_port" -d results -qX -v ON_ERROR_STOP=1 -f "$folder/floor-1.sql" >/dev/null &
  child=$!
  psql -p "$source_port" -d results -qX -v ON_ERROR_STOP=1 -f "$folder/floor-2.sql" >/dev/null
  wait "$child"
  child=
}

restic_run() { # port
  pg_dump -p "$1" -Fc -Z0 results | restic backup -q --stdin --stdin-filename results.dump
}

prepare_restic() {
  export RESTIC_REPOSITORY=$backups/restic RESTIC_PASSWORD=$password RESTIC_CACHE_DIR=$folder/restic-cache
  rm -rf "$RESTIC_REPOSITORY" "$RESTIC_CACHE_DIR"
  restic init -q
}

pgbackrest_run() { as_owner pgbackrest --config="$folder/servers/pgbackrest.conf" --stanza=source "$@"; }

archive_with() {
  psql -p "$source_port" -d postgres -qX -v ON_ERROR_STOP=1 -c "ALTER SYSTEM SET archive_command = '$1'" -c 'SELECT pg_reload_conf()' -o /dev/null
}

prepare_pgbackrest() {
  rm -rf "$folder/servers/pgbackrest"
  as_owner mkdir -p "$folder/servers/pgbackrest"
  as_owner tee "$folder/servers/pgbackrest.conf" >/dev/null <<END
[global]
repo1-path=$folder/servers/pgbackrest/repository
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=$password
lock-path=$folder/servers/pgbackrest/lock
log-path=$folder/servers/pgbackrest
spool-path=$folder/servers/pgbackrest
log-level-console=error
compress-type=zst
compress-level=3
process-max=2
start-fast=y
repo1-retention-full=9
[source]
pg1-path=$folder/servers/source
pg1-port=$source_port
pg1-socket-path=$folder/servers
pg1-user=$owner
END
  as_owner chmod 600 "$folder/servers/pgbackrest.conf"
  pgbackrest_run stanza-create
  archive_with "PATH=$PATH pgbackrest --config=$folder/servers/pgbackrest.conf --stanza=source archive-push %p"
}

ours() { "$root/scripts/holdfast" "$@" --store "file://$backups/ours"; }

# In the background and by its process id, because its memory is read while it runs; the script becomes the JVM.
ours_watched() {
  "$root/scripts/holdfast" "$@" --store "file://$backups/ours" >"$folder/ours.log" 2>&1 </dev/null &
  child=$!
  local name value unit
  while kill -0 "$child" 2>/dev/null; do
    while read -r name value unit; do
      if [[ $name == VmHWM: ]]; then peak=$value; fi
    done 2>/dev/null <"/proc/$child/status" || true
    sleep 0.1
  done
  : "${unit:-}"
  wait "$child" || { cat "$folder/ours.log" >&2; stop "holdfast $1 failed"; }
  child=
}

prepare_ours() {
  rm -rf "$backups/ours"
  mkdir -p "$backups/ours"
  (umask 077 && printf '%s\n' "$password" >"$folder/passphrase")
  export HOLDFAST_PASSPHRASE_FILE=$folder/passphrase
}

newest_bundle() { ours list --json | grep -oE '[0-9]{8}-[0-9]{6}-[0-9]{3}-[0-9a-z]{8}' | sort -r | head -n 1; }

restored() { # command…: restores into a new database of the other server
  createdb -p "$other_port" restored
  "$@"
}

prepare() {
  case $1 in
    floor) [[ -f $folder/floor-1.sql ]] || prepare_floor ;;
    restic-first) prepare_restic ;;
    pgbackrest) prepare_pgbackrest ;;
    ours-first) prepare_ours ;;
    restore-directory) [[ -d $backups/plain-directory ]] ||
      pg_dump -p "$source_port" -Fd -j2 -Z0 -f "$backups/plain-directory" results ;;
    restore-archive) [[ -f $backups/plain-archive ]] || pg_dump -p "$source_port" -Fc -Z0 -f "$backups/plain-archive" results ;;
    restore-ours)
      [[ -n ${bundle:-} ]] || { prepare_ours; ours backup --database "results=$source_url/results" 2>"$folder/ours.log" >/dev/null; bundle=$(newest_bundle); } ;;
  esac
}

perform() {
  case $1 in
    floor) run_floor ;;
    dump-discarded) pg_dump -p "$source_port" -Fc -Z0 results >/dev/null ;;
    dump-gzip) pg_dump -p "$source_port" -Fc -f "$backups/$1" results ;;
    dump-directory) pg_dump -p "$source_port" -Fd -j2 -f "$backups/$1" results ;;
    dump-zstd) pg_dump -p "$source_port" -Fc -Z0 results | zstd -q -1 -o "$backups/$1" ;;
    restic-first | restic-unchanged) restic_run "$source_port" ;;
    restic-changed) restic_run "$other_port" ;;
    pgbackrest) pgbackrest_run --type=full backup ;;
    ours-first | ours-unchanged) ours_watched backup --database "results=$source_url/results" ;;
    ours-changed) ours_watched backup --database "results=$other_url/results" ;;
    restore-directory) restored pg_restore -p "$other_port" -d restored -j2 "$backups/plain-directory" ;;
    restore-archive) restored pg_restore -p "$other_port" -d restored "$backups/plain-archive" ;;
    restore-ours) ours_watched restore "$bundle" --database results --to "$other_url/restored" --yes ;;
  esac
}

place() {
  case $1 in
    restic-*) echo "$backups/restic" ;;
    pgbackrest) echo "$folder/servers/pgbackrest/repository/backup" ;;
    ours-*) echo "$backups/ours" ;;
    *) echo "$backups/$1" ;;
  esac
}

tidy() {
  case $1 in
    dump-*) rm -rf "${backups:?}/$1" ;;
    pgbackrest) archive_with /bin/true ;;
    restic-changed) rm -rf "$backups/restic" ;;
    restore-*) dropdb -p "$other_port" --force restored ;;
  esac
}

bytes_in() { if [[ -e $1 ]]; then du -sb --apparent-size "$1" | cut -f1; else echo 0; fi; }

measure() { # round name
  local begin end before after peak=''
  prepare "$2"
  before=$(bytes_in "$(place "$2")")
  sync
  begin=$EPOCHREALTIME
  perform "$2"
  end=$EPOCHREALTIME
  after=$(bytes_in "$(place "$2")")
  tidy "$2"
  printf '%s,%s,%s,%s,%s\n' "$1" "$2" "$(awk -v a="$begin" -v b="$end" 'BEGIN {printf "%.2f", b - a}')" "$((after - before))" "$peak" |
    tee -a "$results/results.csv" >&2
}

# --------------------------------------------------------------------------------------------------------------- results

possible() {
  [[ $1 =~ $only ]] || return 1
  case $1 in
    restic-*) command -v restic >/dev/null ;;
    pgbackrest) command -v pgbackrest >/dev/null ;;
    dump-zstd) command -v zstd >/dev/null ;;
  esac
}

describe_machine() {
  echo "date: $(date -u '+%Y-%m-%d %H:%M UTC')"
  echo "revision: $(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
  echo "processors: $(nproc), memory: $(awk '/^MemTotal/ {printf "%d MiB", $2 / 1024}' /proc/meminfo), load before: $(cut -d' ' -f1 /proc/loadavg)"
  echo "PostgreSQL: $(pg_dump --version)"
  if command -v restic >/dev/null; then restic version; fi
  if command -v pgbackrest >/dev/null; then pgbackrest version; fi
  echo "dump: $dump_bytes bytes uncompressed; database: $(psql -p "$source_port" -d results -qXAt -c "SELECT pg_database_size('results')") bytes"
  echo "rows: $(psql -p "$source_port" -d results -qXAt -c 'SELECT sum(n) FROM (SELECT count(*) AS n FROM finding UNION ALL SELECT count(*) FROM service UNION ALL SELECT count(*) FROM host UNION ALL SELECT count(*) FROM scan_log UNION ALL SELECT count(*) FROM scan_run) t'); changed (updated inserted deleted): $(cat "$results/changed-rows.txt")"
  echo "runs: $runs, in turns"
}

table() {
  awk -F, -v dump="$dump_bytes" '
    NR == 1 { next }
    { if (!($2 in count)) { order[++names] = $2 } n = ++count[$2]; seconds[$2, n] = $3; stored[$2, n] = $4; if ($5 > peak[$2]) peak[$2] = $5 }
    function median(values, name, n,   i, j, sorted, swap) {
      for (i = 1; i <= n; i++) sorted[i] = values[name, i] + 0
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (sorted[j] < sorted[i]) { swap = sorted[i]; sorted[i] = sorted[j]; sorted[j] = swap }
      low = sorted[1]; high = sorted[n]
      return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
    }
    function ratio(time, base) { return (base in count) ? sprintf("%.2f", time / middle[base]) : "–" }
    END {
      title["floor"] = "floor: `COPY … TO STDOUT` of every table, 2 connections, discarded"
      title["dump-discarded"] = "`pg_dump -Fc -Z0`, discarded"
      title["dump-gzip"] = "`pg_dump -Fc` (gzip)"
      title["dump-directory"] = "`pg_dump -Fd -j2` (gzip)"
      title["dump-zstd"] = "`pg_dump -Fc -Z0 \\| zstd -1`"
      title["restic-first"] = "restic from `pg_dump -Fc -Z0`, first"
      title["restic-unchanged"] = "restic, unchanged"
      title["restic-changed"] = "restic, changed"
      title["pgbackrest"] = "pgBackRest full (physical), zstd 3, AES, 2 processes"
      title["ours-first"] = "**Holdfast, first**, encrypted"
      title["ours-unchanged"] = "**Holdfast, unchanged**"
      title["ours-changed"] = "**Holdfast, changed**"
      title["restore-directory"] = "`pg_restore -Fd -j2` from an uncompressed directory"
      title["restore-archive"] = "`pg_restore -Fc` from an uncompressed file"
      title["restore-ours"] = "**Holdfast restore**"
      for (i = 1; i <= names; i++) middle[order[i]] = median(seconds, order[i], count[order[i]])
      for (i = 1; i <= names; i++) {
        name = order[i]; back = name ~ /^restore/
        if (back && !begun++) head("restore into a new database", "× `-Fd -j2`", "× `-Fc`")
        if (!back && i == 1) head("backup", "× floor", "× `pg_dump -Fc`")
        middle_time = median(seconds, name, count[name]); spread = sprintf("%.1f–%.1f", low, high)
        bytes = median(stored, name, count[name])
        keeps = !back && name !~ /^floor|discarded$/
        printf "| %s | %.1f | %s | %s | %s | %s | %s | %s |\n", title[name], middle_time, spread,
          ratio(middle_time, back ? "restore-directory" : "floor"), ratio(middle_time, back ? "restore-archive" : "dump-gzip"),
          keeps ? sprintf("%.1f", bytes / 1e6) : "–", keeps && dump ? sprintf("%.2f %%", 100 * bytes / dump) : "–",
          peak[name] ? sprintf("%.0f", peak[name] / 1024) : "–"
      }
    }
    function head(what, first, second) {
      printf "\n| %s | seconds | from–to | %s | %s | stored MB | of the dump | peak MiB |\n|---|---|---|---|---|---|---|---|\n", what, first, second
    }' "$results/results.csv"
}

chosen() {
  local name
  for name in "$@"; do if possible "$name"; then echo "$name"; fi; done
}
mapfile -t backups_chosen < <(chosen "${BACKUPS[@]}")
mapfile -t restores_chosen < <(chosen "${RESTORES[@]}")
((${#backups_chosen[@]} + ${#restores_chosen[@]} > 0)) || stop "--only: nothing is called like \"$only\"; --list shows the names" 2
[[ " ${backups_chosen[*]} ${restores_chosen[*]} " != *ours* ]] || "$root/scripts/holdfast" help exit-codes >/dev/null ||
  stop "Holdfast does not run; leave it out with --only 'floor|dump|restic|pgbackrest|restore-[ad]'"
# What comes second needs what comes first.
for kind in restic ours; do
  if [[ " ${backups_chosen[*]} " == *" $kind-"* && " ${backups_chosen[*]} " != *" $kind-first "* ]]; then
    stop "--only: $kind-unchanged and $kind-changed need $kind-first" 2
  fi
done

make_source
make_data
make_other
dump_bytes=$(pg_dump -p "$source_port" -Fc -Z0 results | wc -c)
describe_machine | tee "$results/machine.txt" >&2
echo 'round,what,seconds,stored_bytes,peak_resident_kib' | tee "$results/results.csv" >&2
for ((round = 1; round <= runs; round++)); do
  for what in ${backups_chosen[@]+"${backups_chosen[@]}"}; do measure "$round" "$what"; done
done
for ((round = 1; round <= runs; round++)); do
  for what in ${restores_chosen[@]+"${restores_chosen[@]}"}; do measure "$round" "$what"; done
done

{ sed 's/^/- /' "$results/machine.txt"; table; } | tee "$results/results.md"
say
say "Raw results: $results"
