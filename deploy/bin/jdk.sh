# Finds JDK 25 or newer; sourced by the other scripts.

# Prints the first Java home of version 25 or newer among JAVA_HOME, the java on the PATH, and the
# usual folders; fails when there is none.
find_jdk() {
  local home
  while read -r home; do
    if [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] && [ "$(java_major "$home")" -ge 25 ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done < <(java_homes)
  return 1
}

java_homes() {
  [ -n "${JAVA_HOME:-}" ] && printf '%s\n' "$JAVA_HOME"
  local java
  java=$(command -v java) && java=$(readlink -f "$java") && printf '%s\n' "${java%/bin/java}"
  local home
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/jdk* \
    /usr/local/openjdk* "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/*; do
    [ -d "$home" ] && printf '%s\n' "$home"
  done
}

# The feature release of a Java home, from its release file; 0 when it has none.
java_major() {
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  printf '%s\n' "${version:-0}"
}

# Sets JAVA_HOME to a JDK that will do, or ends the script with one line that says what is missing.
require_jdk() {
  JAVA_HOME=$(find_jdk) || {
    local found
    found=$(java_homes | while read -r home; do
      [ "$(java_major "$home")" -gt 0 ] && printf '%s (%s) ' "$home" "$(java_major "$home")"
    done)
    printf '%s: JDK 25 or newer is needed; looked at JAVA_HOME, PATH and the usual folders, found %s\n' \
      "$(basename "$0")" "${found:-no Java at all}" >&2
    exit 1
  }
  export JAVA_HOME
}
