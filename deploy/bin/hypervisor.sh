# What virtual machines take on this machine; sourced by the programs that try them. What cannot be
# had ends the program with 77, which says that it was skipped.
#
# BYTELEAP_INSTALL=no installs nothing; BYTELEAP_GUEST is the folder that keeps the guest's image.

deploy=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

# Programs, and the package of Debian's that has each, one a line.
hypervisor_programs='virsh libvirt-clients
libvirtd libvirt-daemon-system
virtlogd libvirt-daemon-system
qemu-system-x86_64 qemu-system-x86
qemu-img qemu-utils
genisoimage genisoimage
dnsmasq dnsmasq-base'
guest_programs='mmdebstrap mmdebstrap
syslinux syslinux
mcopy mtools
mkfs.vfat dosfstools
mke2fs e2fsprogs
sfdisk fdisk
/usr/lib/SYSLINUX/mbr.bin|/usr/lib/syslinux/mbr/mbr.bin syslinux-common'

# shellcheck source=deploy/bin/programs.sh
. "$deploy/bin/programs.sh"

# need_hypervisor NAME: returns when libvirt answers.
need_hypervisor() {
  [ "$(uname -s) $(uname -m)" = 'Linux x86_64' ] || cannot "$1" "machines need Linux on x86_64"
  [ "$(id -u)" = 0 ] || cannot "$1" "it must be run as root"
  need_programs "$1" "$hypervisor_programs"
  start_libvirt "$1"
}

# kvm_boots IMAGE: whether there is KVM, and the guest boots on it to its login. Some virtual machines
# have the device, and it runs nothing, or no whole system. The image is not written to.
kvm_boots() {
  [ -e /dev/kvm ] || return 1
  local logs qemu cpu=host tries code=1
  logs=$(mktemp -d)
  # As a worker has it (DomainXml).
  if grep -q AuthenticAMD /proc/cpuinfo; then cpu=host,-arch-capabilities; fi
  qemu-system-x86_64 -accel kvm -cpu "$cpu" -machine q35 -m 512 -nic none -display none \
    -monitor none -no-reboot -serial "file:$logs/console" -snapshot \
    -drive "file=$1,format=qcow2,if=virtio" >/dev/null 2>"$logs/errors" </dev/null &
  qemu=$!
  for ((tries = 0; tries < 60; tries++)); do
    sleep 1
    if grep -qs 'login:' "$logs/console"; then
      code=0
      break
    fi
    if ! kill -0 "$qemu" 2>/dev/null || grep -qs 'KVM internal error' "$logs/errors"; then break; fi
  done
  kill -9 "$qemu" 2>/dev/null || true
  wait "$qemu" 2>/dev/null || true
  rm -rf "$logs"
  [ $code = 0 ] || printf 'the guest does not boot on KVM here: machines are emulated\n' >&2
  return $code
}

# must_emulate FLAG IMAGE ARGUMENTS...: whether FLAG is to be added to the arguments, which lack it,
# because the image does not boot on KVM.
must_emulate() {
  case " ${*:3} " in
    *" $1 "* | *" $1="*) return 1 ;;
  esac
  ! kvm_boots "$2"
}

# need_guest NAME: makes the guest once, and sets `image`.
need_guest() {
  local folder=${BYTELEAP_GUEST:-$HOME/.cache/byteleap/guest}
  [ -e "$folder/guest.qcow2.sha256" ] || need_programs "$1" "$guest_programs"
  # shellcheck disable=SC2034 # for who sources this
  image=$("$deploy/guest/build" "$folder") || cannot "$1" "the guest cannot be made"
}

# Starts libvirt where nothing else does: in a container without systemd. It stays, as it would there.
start_libvirt() {
  local tries
  if libvirt_answers; then return; fi
  if [ -d /run/systemd/system ]; then
    systemctl start libvirtd || true
  else
    pgrep -x virtlogd >/dev/null || virtlogd -d || true
    pgrep -x libvirtd >/dev/null || libvirtd -d || true
  fi
  for tries in 1 2 3 4 5 6 7 8 9 10; do
    if libvirt_answers; then return; fi
    sleep 1
  done
  cannot "$1" "libvirtd does not answer after $tries s"
}

libvirt_answers() {
  virsh --quiet --connect qemu:///system list --name >/dev/null 2>&1
}
