#!/usr/bin/env bash
# Shows what Holdfast does, on this machine, in a few minutes: sample databases on a PostgreSQL server of its own, two
# encrypted backups, a restore, a comparison of every row. Everything it leaves lies in one folder.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
folder=$root/.work/demo
megabytes=200

usage() {
  cat <<END
Usage: scripts/quickstart.sh [--folder DIR] [--results-mb N]

  --folder DIR     where everything is kept (default: .work/demo in this project)
  --results-mb N   about how large the dump of the sample results shall be (default: $megabytes)
END
}

wrong() {
  printf 'quickstart: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

while (($# > 0)); do
  case $1 in
    --folder) [[ -n ${2:-} ]] || wrong "--folder needs a folder"; folder=$2; shift 2 ;;
    --folder=*) folder=${1#*=}; shift ;;
    --results-mb) [[ -n ${2:-} ]] || wrong "--results-mb needs a number"; megabytes=$2; shift 2 ;;
    --results-mb=*) megabytes=${1#*=}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "unknown argument: $1" ;;
  esac
done
[[ $megabytes =~ ^[1-9][0-9]{0,5}$ ]] || wrong "--results-mb: \"$megabytes\" is not a number from 1 to 999999"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)

# Sample database, its copy, its restored copy and the server's log take about five times the dump, the programs 100 MB.
needed=$((megabytes * 6 + 500))
free=$(($(df -Pk "$folder" | awk 'NR == 2 {print $4}') / 1000))
((free >= needed)) || { echo "quickstart: $folder has $free MB free, about $needed MB are needed; name another with --folder" >&2; exit 1; }

echo "1. Looking for what is needed (Java, Maven, PostgreSQL's client programs)"
"$root/scripts/setup.sh"

echo "2. Building Holdfast, where that has not been done (the first time takes a few minutes)"
HOLDFAST_COMMAND=$root/scripts/holdfast "$root/scripts/holdfast" help exit-codes >/dev/null

echo "3. Backing up and restoring sample databases"
status=0
HOLDFAST_COMMAND=$root/scripts/holdfast "$root/scripts/holdfast" demo --once --folder "$folder" --results-size "$megabytes" || status=$?

echo
echo "Everything of this lies in $folder; to be rid of it: rm -r '$folder'"
exit "$status"
