#!/usr/bin/env bash
# One test host on this machine: test-host.sh NAME ADDRESS BRIDGE FOLDER SHARED [PUBLIC_KEY]
#
# It has a network of its own with ADDRESS on BRIDGE, processes of its own, and /etc, /opt, /var,
# /usr/local/bin, /root, /tmp and /srv of its own in FOLDER; SHARED is its /srv/shared. Where a
# PUBLIC_KEY is given, an sshd lets its owner in as root. It says `ready` when it is, and lives as
# long as this process.
set -euo pipefail
name=$1 address=$2 bridge=$3 folder=$4 shared=$5 key=${6:-}

mkdir -p "$folder"/{etc,opt,root,run,srv/shared,usr-local-bin,tmp} \
  "$folder"/var/{lib,log,tmp,cache}
chmod 1777 "$folder/tmp" "$folder/var/tmp"
# No more of this machine's than programs need; its users and passwords are none of the host's.
for file in alternatives ca-certificates ld.so.cache ld.so.conf ld.so.conf.d localtime login.defs \
  nsswitch.conf pam.d security ssl; do
  [ ! -e "/etc/$file" ] || cp -a "/etc/$file" "$folder/etc/"
done
printf 'root:x:0:0:root:/root:/bin/bash\n' >"$folder/etc/passwd"
printf 'root:x:0:\n' >"$folder/etc/group"
printf 'root:*:1::::::\n' >"$folder/etc/shadow"
printf '127.0.0.1 localhost\n%s %s\n' "$address" "$name" >"$folder/etc/hosts"
mkdir -p "$folder/etc/systemd/system"

if [ -n "$key" ]; then
  printf 'sshd:x:74:0::/run/sshd:/usr/sbin/nologin\n' >>"$folder/etc/passwd"
  mkdir -p "$folder/etc/ssh" "$folder/run/sshd"
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$folder/etc/ssh/host_key"
  cp "$key" "$folder/etc/ssh/authorized_keys"
  chmod 600 "$folder/etc/ssh/authorized_keys"
  printf '%s\n' "ListenAddress $address" 'HostKey /etc/ssh/host_key' 'PidFile /run/sshd.pid' \
    'AuthorizedKeysFile /etc/ssh/authorized_keys' 'PermitRootLogin prohibit-password' \
    'PasswordAuthentication no' 'KbdInteractiveAuthentication no' 'UsePAM no' \
    >"$folder/etc/ssh/sshd_config"
  # The test's own /etc/ssh, from which its ssh learns which key the host has.
  mountpoint -q /etc/ssh
  printf '%s %s\n' "$address" "$(cut -d' ' -f1,2 "$folder/etc/ssh/host_key.pub")" \
    >>/etc/ssh/ssh_known_hosts
fi

ip netns add "$name"
ip link add "$name" type veth peer name eth0 netns "$name"
ip link set "$name" master "$bridge" up
ip -n "$name" address add "$address/24" dev eth0
ip -n "$name" link set eth0 up
ip -n "$name" link set lo up

# /mnt is the door to the folder while the folders over it are covered. The shell stays, as the
# first of the host's processes, for those that lose their parents.
# shellcheck disable=SC2016 # it is the inner shell's to read
inside='
set -euo pipefail
mount --bind "$1" /mnt
mount --bind "$2" /mnt/srv/shared
for place in etc opt root run srv tmp var usr/local/bin; do
  mount --rbind "/mnt/${place//usr\/local\/bin/usr-local-bin}" "/$place"
done
umount --lazy /mnt
hostname "$3"
[ ! -e /etc/ssh/sshd_config ] || /usr/sbin/sshd -f /etc/ssh/sshd_config
echo ready
while :; do
  sleep 3600 &
  wait $!
done'
exec ip netns exec "$name" unshare --mount --uts --pid --fork --kill-child --mount-proc \
  bash -c "$inside" test-host "$folder" "$shared" "$name"
