#!/usr/bin/env bash
# The network of test hosts: test-network.sh COMMAND…, in namespaces of its own, with a bridge for
# the hosts and, where there is SSH, an /etc/ssh for what is known of them. When this process ends,
# everything in it ends too.
set -euo pipefail

mount -t tmpfs -o mode=0755 tmpfs /run
if [ -d /etc/ssh ]; then
  mount -t tmpfs -o mode=0755 tmpfs /etc/ssh
  printf '%s\n' 'UserKnownHostsFile /dev/null' 'UpdateHostKeys no' >/etc/ssh/ssh_config
fi
ip link set lo up
ip link add byteleap0 type bridge
ip address add 198.18.77.1/24 dev byteleap0
ip link set byteleap0 up
"$@"
