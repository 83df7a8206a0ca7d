#!/usr/bin/env bash
# Starts the worker's version that `current` links to. A version that is on trial and was started
# three times without proving itself is taken back here, since it may not run at all.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
trial=$home/update/trial
starts_max=3

value() {
  sed -n "s/^$1=\([0-9A-Za-z.+-]*\)$/\1/p" "$trial" | head -n 1
}

# Written beside and renamed, so that a machine that loses power keeps the old or the new text.
put() {
  cat >"$1.next"
  sync "$1.next"
  mv -f "$1.next" "$1"
}

# An older version again; what is remembered of it is for the worker to note.
take_back() {
  if [ -d "$home/versions/$previous" ]; then
    put "$home/update/taken-back" <"$trial"
    rm -f "$home/.current.back"
    ln -s "versions/$previous" "$home/.current.back"
    mv -Tf "$home/.current.back" "$home/current"
    rm -f "$trial"
    printf 'byteleap-worker: %s did not prove itself, %s runs again\n' "$new" "$previous" >&2
  fi
}

if [ "${1:-}" = run ] && [ -f "$trial" ]; then
  new=$(value new) previous=$(value previous) sequence=$(value sequence) starts=$(value starts)
  if [ "$(readlink "$home/current")" != "versions/$new" ]; then
    rm -f "$trial" # the link was never renamed, or was taken back
  elif [ "${starts:-0}" -ge "$starts_max" ]; then
    take_back
  else
    printf 'new=%s\nprevious=%s\nsequence=%s\nstarts=%s\n' \
      "$new" "$previous" "$sequence" "$((${starts:-0} + 1))" | put "$trial"
  fi
fi
exec "$home/current/bin/byteleap-worker" "$@"
