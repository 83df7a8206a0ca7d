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
  kvm_works || cannot "$1" "/dev/kvm is here, but no machine runs on it"
  start_libvirt "$1"
}

# Whether KVM does what a worker expects of it where it is there: some virtual machines have the
# device and cannot run another one. A disk whose first instructions end the machine with the exit
# code 3 is booted, which takes a second.
kvm_works() {
  [ -e /dev/kvm ] || return 0
  local disk cpu=host code=0
  disk=$(mktemp)
  # mov al, 1; out 0xf4, al; hlt
  printf '\xb0\x01\xe6\xf4\xf4' >"$disk"
  head -c 505 /dev/zero >>"$disk"
  printf '\x55\xaa' >>"$disk"
  truncate -s 1M "$disk"
  # As a worker has it (DomainXml).
  if grep -q AuthenticAMD /proc/cpuinfo; then cpu=host,-arch-capabilities; fi
  timeout -k 5 20 qemu-system-x86_64 -accel kvm -cpu "$cpu" -machine q35 -m 64 -nic none \
    -display none -serial none -monitor none -no-reboot \
    -device isa-debug-exit,iobase=0xf4,iosize=0x04 \
    -drive "file=$disk,format=raw,if=virtio" >/dev/null 2>&1 || code=$?
  rm -f "$disk"
  [ $code = 3 ]
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
