#!/usr/bin/env bash
# Installs ByteLeap from its archive on a machine without packages, or takes it away again.
#
#   install.sh [--tier validator|miner|worker]... [--root DIR] [--dry-run]
#   install.sh --uninstall [--purge] [--tier ...]... [--root DIR] [--dry-run]
#
# Programs go to /opt/byteleap/VERSION (with /opt/byteleap/current as a link to it), configuration to
# /etc/byteleap, data to /var/lib/byteleap, units to /etc/systemd/system. It can be run again: what
# is there and right is left alone, a configuration is never overwritten, and services that run are
# restarted when their program changed. Nothing is done beside a package of the same tier, nor when
# a node that runs would not take its configuration any more. Without --tier: all three. Exit codes:
# 0 done, 1 it did not work, 2 the command line is wrong.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
root='' tiers=() action=install purge=no dry=no

usage() { sed -n '2,15s/^# \{0,1\}//p' "$here/install.sh"; }

wrong() {
  printf 'install.sh: %s; see --help\n' "$1" >&2
  exit 2
}

fail() {
  printf 'install.sh: %s\n' "$1" >&2
  exit 1
}

say() { printf '%s\n' "$1"; }

# Does it, or says what it would do.
run() {
  if [ $dry = yes ]; then printf 'would: %s\n' "$*"; else "$@"; fi
}

while [ $# -gt 0 ]; do
  case $1 in
    --tier)
      case ${2:-} in
        validator | miner | worker) tiers+=("$2") ;;
        *) wrong "--tier must be validator, miner or worker, is '${2:-}'" ;;
      esac
      shift
      ;;
    --root)
      [ -d "${2:-}" ] || wrong "--root must be a folder, is '${2:-}'"
      root=$(cd "$2" && pwd)
      [ "$root" = / ] && root=''
      shift
      ;;
    --uninstall) action=uninstall ;;
    --purge) purge=yes ;;
    --dry-run) dry=yes ;;
    --help)
      usage
      exit 0
      ;;
    *) wrong "what is '$1'?" ;;
  esac
  shift
done
[ ${#tiers[@]} -gt 0 ] || tiers=(validator miner worker)
[ $purge = no ] || [ $action = uninstall ] || wrong '--purge goes with --uninstall'

opt=$root/opt/byteleap etc=$root/etc/byteleap data=$root/var/lib/byteleap
units=$root/etc/systemd/system programs=$root/usr/local/bin

has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }
is_live() { [ -z "$root" ]; }

check() {
  [ "$(uname -s)" = Linux ] || fail 'this is not Linux'
  [ $dry = yes ] || [ "$(id -u)" = 0 ] || [ -n "$root" ] || fail 'it must run as root (or with --root)'
}

check_archive() {
  [ -f "$here/VERSION" ] || fail "no VERSION beside install.sh: run it from the unpacked archive"
  version=$(cat "$here/VERSION")
  [[ $version =~ ^[0-9A-Za-z.+-]+$ ]] || fail "VERSION holds no version: '$version'"
  "$here/runtime/bin/java" -version >/dev/null 2>&1 ||
    fail "the Java runtime of the archive does not run here ($(uname -m)); is it the right archive?"
  local free
  free=$(df -Pk "$(existing "$opt")" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge 524288 ] || fail "512 MiB are needed at $opt, $((free / 1024)) MiB are free"
}

# Of a package and of the archive there would be two programs and two units of one name.
check_packages() {
  is_live && command -v dpkg-query >/dev/null || return 0
  local tier
  for tier in "${tiers[@]}"; do
    if dpkg-query -W -f '${db:Status-Abbrev}' "byteleap-$tier" 2>/dev/null | grep -q '^.[iUFHWt]'; then
      fail "the package byteleap-$tier is installed: upgrade it with dpkg -i, or remove it first"
    fi
  done
}

# A node that runs goes on as it is when the new program refuses its configuration.
check_configurations() {
  has_systemd || return 0
  local tier config problem
  for tier in "${tiers[@]}"; do
    config=$etc/${tier}_config.yaml
    if systemctl is-active --quiet "byteleap-$tier" &&
      ! problem=$(cd "$data/$tier" && HOME=$data/$tier "$here/bin/byteleap-$tier" check-config \
        --config "$config" 2>&1); then
      fail "version $version does not take the configuration of the node that runs, nothing was changed: $problem"
    fi
  done
}

# The folder itself, or the nearest above it that is there.
existing() {
  local folder=$1
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  printf '%s\n' "$folder"
}

# Into place in one step, so that a machine that loses power has the whole program or none.
place_programs() {
  local new=$opt/$version
  if [ -d "$new" ] && diff -rq --exclude '*.aot' "$here" "$new" >/dev/null 2>&1; then
    say "programs: $version is there"
    return
  fi
  say "programs: $version to $new"
  run install -d -m 0755 "$opt"
  run rm -rf "$opt/.new"
  run cp -r "$here" "$opt/.new"
  run rm -rf "$new"
  run mv "$opt/.new" "$new"
}

link_to() {
  run ln -sfn "$1" "$2.new"
  run mv -Tf "$2.new" "$2"
}

make_user() {
  is_live || return 0
  if ! getent passwd byteleap >/dev/null; then
    say 'user: byteleap'
    run useradd --system --user-group --home-dir /var/lib/byteleap --no-create-home \
      --shell /usr/sbin/nologin byteleap
  fi
}

install_tier() {
  local tier=$1 config=$etc/${1}_config.yaml
  run install -d -m 0755 "$etc" "$data" "$programs" "$units"
  run install -d -m 0750 "$data/$tier"
  if [ -e "$config" ]; then
    say "$tier: configuration stays: ${config#"$root"}"
  else
    say "$tier: configuration: ${config#"$root"}"
    run install -m 0640 "$here/config/${tier}_config.yaml" "$config"
  fi
  if is_live && [ "$tier" != worker ]; then
    run chown byteleap:byteleap "$data/$tier"
    run chown root:byteleap "$config"
  fi
  link_to "/opt/byteleap/current/bin/byteleap-$tier" "$programs/byteleap-$tier"
  # Without it everything works too, only slower.
  local trained=$opt/$version/byteleap-$tier.aot
  if [ $dry = no ] && [ ! -e "$trained" ]; then
    "$opt/$version/bin/byteleap-$tier" --train "$trained" "$config" >/dev/null 2>&1 || true
    [ -e "$trained" ] || say "$tier: no AOT cache could be made; it starts without"
  fi
  local unit=$units/byteleap-$tier.service
  sed "s|/usr/bin/|/usr/local/bin/|" "$here/systemd/byteleap-$tier.service" >"$work/unit"
  if ! cmp -s "$work/unit" "$unit"; then
    say "$tier: unit: ${unit#"$root"}"
    run install -m 0644 "$work/unit" "$unit"
  fi
}

install_all() {
  check_archive
  check_packages
  check_configurations
  local before
  before=$(readlink "$opt/current" 2>/dev/null || true)
  make_user
  place_programs
  link_to "$version" "$opt/current"
  local tier
  for tier in "${tiers[@]}"; do install_tier "$tier"; done
  if has_systemd; then
    run systemctl daemon-reload
    for tier in "${tiers[@]}"; do
      if [ "$before" != "$version" ] && systemctl is-active --quiet "byteleap-$tier"; then
        say "$tier: restarted"
        run systemctl restart "byteleap-$tier"
      fi
    done
  fi
  say ''
  for tier in "${tiers[@]}"; do
    say "next: edit /etc/byteleap/${tier}_config.yaml, then"
    say "  byteleap-$tier check-config --config /etc/byteleap/${tier}_config.yaml"
    say "  systemctl enable --now byteleap-$tier"
  done
}

uninstall_all() {
  local tier
  for tier in "${tiers[@]}"; do
    if has_systemd && [ -e "$units/byteleap-$tier.service" ]; then
      run systemctl disable --now "byteleap-$tier"
    fi
    run rm -f "$units/byteleap-$tier.service" "$programs/byteleap-$tier"
    if [ $purge = yes ]; then
      say "$tier: configuration and data are deleted"
      run rm -rf "${data:?}/$tier" "$etc/${tier}_config.yaml"
    else
      say "$tier: configuration and data stay (--purge deletes them)"
    fi
  done
  if ! compgen -G "$programs/byteleap-*" >/dev/null; then
    run rm -rf "$opt"
    if [ $purge = yes ]; then
      run rmdir --ignore-fail-on-non-empty "$data" "$etc"
      if is_live && getent passwd byteleap >/dev/null; then run userdel byteleap; fi
    fi
  fi
  if has_systemd; then run systemctl daemon-reload; fi
}

check
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ $action = install ]; then install_all; else uninstall_all; fi
