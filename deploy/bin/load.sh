# Builds what is stale and starts a program that puts a node under load; sourced by the programs
# that are called load-… and soak-….

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=deploy/bin/jdk.sh
. "$here/jdk.sh"

# run_load MAIN_CLASS ARGUMENTS…
run_load() {
  local main=$1 root target built log
  shift
  root=$(cd "$here/../.." && pwd)
  target=$root/deploy/target
  built=$target/classpath.txt
  log=$target/$(basename "$0")-build.log
  require_jdk
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
  exec "$JAVA_HOME/bin/java" \
    -XX:+UseSerialGC -Xms256m -Xmx1g -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    "-Dbyteleap.home=$root" -cp "$target/lib/*" "$main" "$@"
}
