# What a host does for deploy/cluster. Runs there as `bash -c`, with a verb and its arguments; data
# comes in on the standard input. Prints what was asked for; a failure is a line on the error output.
set -euo pipefail

etc=/etc/byteleap opt=/opt/byteleap run=/run/byteleap
staged=$opt/.staged

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

has_systemd() { [ -d /run/systemd/system ]; }
data_of() { printf '/var/lib/byteleap/%s\n' "$1"; }
log_of() { printf '/var/log/byteleap-%s.log\n' "$1"; }
is_kept() { [ -e "$run/$1.pid" ] && kill -0 "$(cat "$run/$1.pid")" 2>/dev/null; }

# One that is on its way counts too.
is_running() {
  if has_systemd; then
    case $(systemctl is-active "byteleap-$1") in
      active | activating | reloading) return 0 ;;
      *) return 1 ;;
    esac
  fi
  is_kept "$1"
}

# Variables from a file with a KEY=VALUE a line, without having a shell read them.
load_variables() {
  local line
  [ -e "$1" ] || return 0
  while IFS= read -r line; do
    [ -z "$line" ] || export "${line?}"
  done <"$1"
}

sum_of() {
  if [ -e "$1" ]; then sha256sum <"$1" | cut -d' ' -f1; fi
}

yes_if() { if "$@"; then echo yes; else echo no; fi; }
has_hotkey() { [ -z "$1" ] || compgen -G "$1/*/hotkeys/*" >/dev/null; }
has_joined() { [ -e "$etc/join.token" ] || [ -e "$(data_of worker)/miner.json" ]; }

# probe TIER WALLETS: what is there, a name=value a line. Changes nothing.
probe() {
  printf 'user=%s\n' "$(id -u)"
  printf 'system=%s\n' "$(uname -sm)"
  printf 'version=%s\n' "$(cat "$opt/current/VERSION" 2>/dev/null || true)"
  printf 'package=%s\n' "$(yes_if test -d "/usr/lib/byteleap-$1")"
  printf 'running=%s\n' "$(yes_if is_running "$1")"
  printf 'authority=%s\n' "$(sum_of $etc/cluster-ca.pem)"
  printf 'hotkey=%s\n' "$(yes_if has_hotkey "$2")"
  printf 'joined=%s\n' "$(yes_if has_joined)"
  printf 'free_kib=%s\n' "$(df -Pk /opt | awk 'NR == 2 { print $4 }')"
  printf 'seconds=%s\n' "$(date +%s)"
}

# stage: an archive, which is unpacked beside what is in use.
stage() {
  rm -rf $staged
  install -d -m 0700 $staged
  install -d -m 0755 $staged/program $staged/etc
  tar -xz -C $staged/program --strip-components=1 --no-same-owner
}

# stage_file NAME MODE: a file of the node, beside those that are in use.
stage_file() {
  (umask 077 && cat >"$staged/etc/$1")
  chmod "$2" "$staged/etc/$1"
}

# variables FOLDER TIER: those that the node gets beside its configuration.
variables() {
  load_variables "$1/$2.env"
  [ "$2" != validator ] || load_variables "$1/database.env"
}

# check TIER: whether the staged program takes the staged configuration.
check() {
  variables $staged/etc "$1"
  "$staged/program/bin/byteleap-$1" check-config --config "$staged/etc/${1}_config.yaml"
}

unstage() { rm -rf $staged; }

# differs: what of that which is staged is not in use yet, a name a line.
differs() {
  local file
  cmp -s $staged/program/VERSION $opt/current/VERSION || echo program
  for file in "$staged"/etc/*; do
    cmp -s "$file" "$etc/${file##*/}" || printf '%s\n' "${file##*/}"
  done
}

# commit TIER: what is staged is what is installed from now on.
commit() {
  local tier=$1 file name
  # A configuration that is there stays as it is, and the program is made ready with it.
  install -d -m 0755 $etc
  mv -f "$staged/etc/${tier}_config.yaml" "$etc/"
  $staged/program/install.sh --tier "$tier"
  for file in "$staged"/etc/*; do
    name=${file##*/}
    case $name in
      cluster*.pem) chown byteleap:byteleap "$file" ;;
      *) chown root:root "$file" ;;
    esac
    mv -f "$file" "$etc/$name"
  done
  # The operator put it there before there was this user.
  if [ "$tier" != worker ] && [ -d "$(data_of "$tier")/.bittensor" ]; then
    chown -R byteleap:byteleap "$(data_of "$tier")/.bittensor"
  fi
  if has_systemd; then
    install -d "/etc/systemd/system/byteleap-$tier.service.d"
    printf '[Service]\nEnvironmentFile=-%s\nEnvironmentFile=-%s\n' "$etc/$tier.env" $etc/database.env \
      >"/etc/systemd/system/byteleap-$tier.service.d/cluster.conf"
    systemctl daemon-reload
  fi
  rm -rf $staged
}

# keep TIER: runs the node where there is no systemd, and again when it ends, as its unit says.
keep() {
  local tier=$1 child=0 code ended=no as=()
  printf '%s\n' "$BASHPID" >"$run/$tier.pid"
  trap 'ended=yes; [ $child = 0 ] || kill -TERM $child 2>/dev/null || true' TERM
  variables $etc "$tier"
  cd "$(data_of "$tier")"
  export HOME=$PWD
  [ "$tier" = worker ] || as=(setpriv --reuid byteleap --regid byteleap --init-groups --)
  while [ $ended = no ]; do
    "${as[@]}" "/usr/local/bin/byteleap-$tier" run --config "$etc/${tier}_config.yaml" &
    child=$!
    code=0
    # A signal ends the waiting, not the node.
    until wait "$child" && code=0 || code=$?; ! kill -0 "$child" 2>/dev/null; do :; done
    printf 'byteleap-%s ended with code %d\n' "$tier" "$code"
    case $code in 2 | 78) ended=yes ;; esac
    [ $ended = yes ] || sleep 2
  done
  rm -f "$run/$tier.pid"
}

start() {
  local tier=$1 i
  if has_systemd; then
    # A validator says that it is there when most of its others are, so nobody waits for it here.
    systemctl enable --quiet "byteleap-$tier"
    systemctl start --no-block "byteleap-$tier"
    return
  fi
  if is_kept "$tier"; then return; fi
  install -d $run
  rm -f "$run/$tier.pid"
  setsid bash -c "$BASH_EXECUTION_STRING" cluster-host keep "$tier" \
    </dev/null >>"$(log_of "$tier")" 2>&1 &
  for ((i = 0; i < 100; i++)); do
    if is_kept "$tier"; then return; fi
    sleep 0.1
  done
  fail "byteleap-$tier does not start; see $(log_of "$tier")"
}

stop() {
  local tier=$1 pid i
  if has_systemd; then
    systemctl disable --now "byteleap-$tier"
    return
  fi
  is_kept "$tier" || return 0
  pid=$(cat "$run/$tier.pid")
  kill -TERM "$pid"
  for ((i = 0; i < 900; i++)); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$pid" 2>/dev/null || true
  rm -f "$run/$tier.pid"
  fail "byteleap-$tier did not stop within 90 s, and was killed"
}

# ask PORT PATH: what the node answers at its status address, with the head.
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
  timeout 10 head -c 1000000 <&3
}

# said TIER: the last lines of its log.
said() {
  if has_systemd; then
    journalctl -u "byteleap-$1" -n 40 -o cat --no-pager
  else
    tail -n 40 "$(log_of "$1")"
  fi
}

# node TIER WORDS…: a command of the node's program, with what the running node has.
node() {
  local tier=$1
  shift
  variables $etc "$tier"
  cd "$(data_of "$tier")"
  HOME=$PWD "/usr/local/bin/byteleap-$tier" "$@" --config "$etc/${tier}_config.yaml"
}

# take_token: what comes in is the worker's join token.
take_token() { (umask 077 && cat >$etc/join.token.new && mv $etc/join.token.new $etc/join.token); }

case $1 in
  probe | stage | stage_file | check | unstage | differs | commit | keep | start | stop | ask | said | node | take_token)
    "$@"
    ;;
  *) fail "what is '$1'?" ;;
esac
