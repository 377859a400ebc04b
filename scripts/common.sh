# Sourced by the scripts beside it: strict mode, the repository's root as working folder, and how to speak.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' red=$'\e[31;1m' off=$'\e[0m'; else bold='' red='' off=''; fi
say() { printf '%s\n' "$bold$*$off" >&2; }
die() { printf '%s\n' "${red}failed:$off $*" >&2; exit 1; }
# The comment at the top of the calling script is its help.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit "${1:-0}"; }
jobs=$(nproc)
