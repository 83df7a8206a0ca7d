# What a test takes on this machine and may install; sourced by those that try packages and virtual
# machines. What cannot be had ends the program with 77, which says that it was skipped.
#
# BYTELEAP_INSTALL=no installs nothing.

# cannot NAME WHY: the plain skip.
cannot() {
  printf '%s: skipped: %s\n' "$1" "$2" >&2
  exit 77
}

# is_there NAMES: a program on the path or a file, or any of several with | between.
is_there() {
  local names each
  IFS='|' read -ra names <<<"$1"
  for each in "${names[@]}"; do
    case $each in
      /*) [ ! -e "$each" ] || return 0 ;;
      *) if command -v "$each" >/dev/null; then return 0; fi ;;
    esac
  done
  return 1
}

# missing_packages LIST: the packages of what is not there; the list has NAMES PACKAGE in a line.
missing_packages() {
  local names package
  while read -r names package; do
    is_there "$names" || printf '%s\n' "$package"
  done <<<"$1" | sort -u
}

# need_programs NAME LIST: installs what is missing when it may, as root and with apt.
need_programs() {
  local name=$1 missing log
  missing=$(missing_packages "$2")
  missing=${missing//$'\n'/ }
  [ -n "$missing" ] || return 0
  if [ "${BYTELEAP_INSTALL:-yes}" = no ] || ! command -v apt-get >/dev/null; then
    cannot "$name" "these packages are missing: $missing"
  fi
  printf '%s: installing %s\n' "$name" "$missing" >&2
  log=$(mktemp)
  # shellcheck disable=SC2086 # one word a package
  if ! { DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing; } \
    >"$log" 2>&1 </dev/null; then
    tail -5 "$log" >&2
    rm -f "$log"
    cannot "$name" "these packages cannot be installed: $missing"
  fi
  rm -f "$log"
}
