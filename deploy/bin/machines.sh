# Machines for tests that install packages: a Debian root each, booted by systemd-nspawn with a
# systemd, a network and processes of its own; sourced. Needs root; the host need not have a systemd.

# shellcheck source=deploy/bin/programs.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/programs.sh"

machine_programs='systemd-nspawn systemd-container
nsenter util-linux
unshare util-linux'

# need_machines NAME TAR: returns when machines can be booted here and TAR, a Debian 12 root, is
# there; otherwise it skips the program of this name.
need_machines() {
  local lacking
  [ "$(uname -s) $(id -u)" = 'Linux 0' ] || cannot "$1" 'it must be run as root on Linux'
  need_programs "$1" "$machine_programs"
  [ -e "$2" ] || need_programs "$1" 'mmdebstrap mmdebstrap'
  lacking=$(machines_lack) || cannot "$1" "this machine lacks $lacking"
  debian_root "$2" || cannot "$1" 'the Debian root cannot be made'
}

# machines_lack: prints what is missing on this host, and fails; or says nothing.
machines_lack() {
  local missing=() tool
  [ "$(uname -s)" = Linux ] || missing+=(Linux)
  [ "$(id -u)" = 0 ] || missing+=('root')
  for tool in systemd-nspawn nsenter dpkg-deb tar; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  unshare --mount --pid --fork true 2>/dev/null || missing+=('the right to make namespaces')
  [ -w /sys/fs/cgroup ] || missing+=('control groups that can be written')
  [ ${#missing[@]} -eq 0 ] || {
    printf '%s\n' "${missing[*]}"
    return 1
  }
}

# debian_root TAR: makes a Debian 12 root when the file is not there.
debian_root() {
  [ ! -e "$1" ] || return 0
  command -v mmdebstrap >/dev/null || {
    printf 'mmdebstrap is needed to make %s\n' "$1" >&2
    return 1
  }
  mkdir -p "$(dirname "$1")"
  mmdebstrap --quiet --format=tar --variant=minbase \
    --include=systemd,systemd-sysv,dbus,adduser,iproute2,man-db bookworm "$1.new" >&2
  mv "$1.new" "$1"
}

declare -A machine_nspawn machine_init

# The control groups of a machine, where no systemd of the host's gives it one.
machine_groups() {
  local hierarchy
  for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
    if [ -e "$hierarchy/cgroup.procs" ]; then printf '%s\n' "$hierarchy/$1"; fi
  done
}

enter_groups() {
  local group
  for group in $(machine_groups "$1"); do
    mkdir -p "$group"
    echo "$BASHPID" >"$group/cgroup.procs"
  done
}

leave_groups() {
  local group
  for group in $(machine_groups "$1"); do
    [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}

# boot NAME ROOT [OPTION…]: boots the root and waits until its system runs; options of nspawn.
boot() {
  local name=$1 folder=$2 i
  shift 2
  : >"$folder/etc/machine-id"
  (
    unit=()
    if [ ! -d /run/systemd/system ]; then
      unit=(--keep-unit)
      enter_groups "$name"
    fi
    exec systemd-nspawn --quiet --register=no "${unit[@]}" --directory="$folder" --machine="$name" \
      --console=pipe --boot "$@"
  ) </dev/null >"$folder.console" 2>&1 &
  machine_nspawn[$name]=$!
  for ((i = 0; i < 600; i++)); do
    machine_init[$name]=$(pgrep -P "${machine_nspawn[$name]}" || true)
    if [ -n "${machine_init[$name]}" ] &&
      in_machine "$name" systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then
      return 0
    fi
    kill -0 "${machine_nspawn[$name]}" 2>/dev/null || break
    sleep 0.2
  done
  printf 'machine %s did not boot; its console: %s\n' "$name" "$folder.console" >&2
  return 1
}

# in_machine NAME COMMAND…
in_machine() {
  local name=$1
  shift
  nsenter --target "${machine_init[$name]}" --mount --uts --ipc --net --pid --root -- \
    env -i -C / PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8 "$@"
}

# power_off NAME: shuts it down, or takes the power away.
power_off() {
  local name=$1 i
  [ -n "${machine_nspawn[$name]:-}" ] || return 0
  in_machine "$name" systemctl poweroff --no-block >/dev/null 2>&1 || true
  for ((i = 0; i < 300; i++)); do
    kill -0 "${machine_nspawn[$name]}" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "${machine_init[$name]}" 2>/dev/null || true
  wait "${machine_nspawn[$name]}" 2>/dev/null || true
  unset "machine_nspawn[$name]" "machine_init[$name]"
  [ -d /run/systemd/system ] || leave_groups "$name"
  rm -rf "/run/systemd/nspawn/propagate/$name"
}

# power_off_all: for the end of a script, whatever happened.
power_off_all() {
  local name
  for name in "${!machine_nspawn[@]}"; do power_off "$name"; done
}
