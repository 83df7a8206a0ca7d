# Starts one node from the built tree, or from a folder with its jars in lib and, where it was
# installed, a Java runtime of its own in runtime; sourced by the three programs beside it.
#
# BYTELEAP_JAVA_OPTS holds further options for the Java virtual machine. `--train FILE CONFIG`
# writes the AOT cache with which an installed node starts faster.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=deploy/bin/jdk.sh
. "$here/jdk.sh"

# run_node MAIN_CLASS HEAP_MAX ARGUMENTS…
run_node() {
  local main=$1 heap=$2 name home target lib
  shift 2
  name=$(basename "$0")
  home=$(cd "$here/.." && pwd)
  target=$home/target
  if [ -d "$home/lib" ]; then lib=$home/lib; else lib=$target/lib; fi
  if [ -x "$home/runtime/bin/java" ]; then JAVA_HOME=$home/runtime; else require_jdk; fi
  if [ ! -d "$lib" ]; then
    printf '%s: nothing is built yet; ./deploy/localnet builds, or: mvn -DskipTests package\n' \
      "$name" >&2
    exit 1
  fi
  # Classes that are loaded already halve the time to start. A cache or an archive that does not fit
  # the libraries any more is passed over by the virtual machine, without a word.
  local archive=() training=no
  if [ "${1:-}" = --train ]; then
    training=yes archive=("-XX:AOTCacheOutput=$2")
    set -- check-config --config "$3"
  elif [ -n "${BYTELEAP_TRAINING:-}" ]; then
    archive=("-XX:ArchiveClassesAtExit=$BYTELEAP_TRAINING/$name.jsa")
  elif [ -e "$home/$name.aot" ]; then
    archive=("-XX:AOTCache=$home/$name.aot")
  elif [ -e "$target/cds/$name.jsa" ]; then
    archive=("-XX:SharedArchiveFile=$target/cds/$name.jsa")
  fi
  # The worker multiplies matrices with the vectors' module, where this JDK has it. The virtual
  # machine then warns that the module is incubating, which nothing turns off, so the others, which
  # multiply little or nothing, go without, and so do the worker's other commands.
  local vectors=() computes=no
  case "$name ${1:-run}" in 'byteleap-worker run' | 'byteleap-worker --'*) computes=yes ;; esac
  # A cache that was made with the module serves both; one without it serves only those without.
  if [ "$name $training" = 'byteleap-worker yes' ]; then computes=yes; fi
  if [ $computes = yes ] && grep -q 'jdk\.incubator\.vector' "$JAVA_HOME/release"; then
    vectors=(--add-modules=jdk.incubator.vector)
  fi
  # A miner's garbage is heartbeats that a newer one has replaced. Where the young generation has
  # room for them from the start, hardly any grows old, and the heap stays as small as it is.
  local generations=()
  if [ "$name" = byteleap-miner ]; then
    generations=(-Xms128m -Xmn96m -XX:SurvivorRatio=2)
  fi
  # Two arenas for native memory are enough for a few threads that seldom ask for any.
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
  # Where ~ is says the environment, as for other programs; Java would ask the list of users.
  # shellcheck disable=SC2086 # options are separated by spaces
  exec "$JAVA_HOME/bin/java" \
    -XX:+UseSerialGC -Xms32m "-Xmx$heap" -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40 \
    -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Xlog:cds=off -Xlog:cds+dynamic=off -Xlog:aot*=off -Xlog:class+path=off \
    "${vectors[@]}" "${generations[@]}" "${archive[@]}" ${BYTELEAP_JAVA_OPTS:-} \
    ${HOME:+"-Duser.home=$HOME"} "-Dbyteleap.home=$home" -cp "$lib/*" "$main" "$@"
}
