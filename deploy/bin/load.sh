# Builds what is stale and starts a program of the module deploy; sourced by the programs beside
# this folder.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=deploy/bin/jdk.sh
. "$here/jdk.sh"

# build_program: builds what is stale.
build_program() {
  local root target built log
  root=$(cd "$here/../.." && pwd)
  target=$root/deploy/target
  built=$target/classpath.txt
  log=$target/$(basename "$0")-build.log
  if [ ! -e "$built" ] ||
    [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$built" -print -quit)" ]; then
    if ! command -v mvn >/dev/null; then
      printf '%s: Maven is needed to build, and there is no mvn on the PATH\n' "$(basename "$0")" >&2
      exit 1
    fi
    mkdir -p "$target"
    printf 'building (log: %s)\n' "$log" >&2
    if ! mvn -B -ntp -f "$root/pom.xml" -Dlint=off -DskipTests -Djacoco.skip=true package \
      >"$log" 2>&1 </dev/null; then
      printf '%s: the build failed; the whole output is in %s\n' "$(basename "$0")" "$log" >&2
      exit 1
    fi
  fi
}

# run_program MAIN_CLASS ARGUMENTS…: what is built already.
run_program() {
  local main=$1 root
  shift
  root=$(cd "$here/../.." && pwd)
  require_jdk
  # Java reads and writes arguments in the encoding of the locale, which may have none for a letter.
  export LC_ALL=C.UTF-8
  exec "$JAVA_HOME/bin/java" \
    -XX:+UseSerialGC -Xms256m -Xmx1g -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    "-Dbyteleap.home=$root" -cp "$root/deploy/target/lib/*" "$main" "$@"
}

# run_load MAIN_CLASS ARGUMENTS…
run_load() {
  require_jdk
  build_program
  run_program "$@"
}
