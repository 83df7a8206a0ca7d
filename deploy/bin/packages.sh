# Builds the packages, for tests that install them; sourced with `home` as the root of the tree.

# build_packages [anew]: builds what is stale, or everything.
build_packages() {
  local dist=$home/deploy/target/dist log=$home/deploy/target/dist-build.log
  local sums=$dist/SHA256SUMS
  if [ "${1:-}" != anew ] && [ -e "$sums" ] &&
    [ -z "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main "$home"/deploy/src/dist \
      "$home"/deploy/bin "$home"/deploy/config "$home"/deploy/install.sh -newer "$sums" -print -quit)" ]; then
    return 0
  fi
  printf 'building the packages (log: %s)\n' "$log" >&2
  if ! mvn -B -ntp -f "$home/pom.xml" -Pdist -Dlint=off -DskipTests -Djacoco.skip=true \
    package >"$log" 2>&1 </dev/null; then
    printf 'the build failed; the whole output is in %s\n' "$log" >&2
    return 1
  fi
}

# next_version DEB FOLDER: the same package with a higher version, into the folder.
next_version() {
  local made
  made=$(mktemp -d)
  dpkg-deb -R "$1" "$made"
  sed -i 's/^Version: .*/&+next/' "$made/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip -z1 -b "$made" "$2/$(basename "$1" .deb)+next.deb" >/dev/null
  rm -rf "$made"
}
