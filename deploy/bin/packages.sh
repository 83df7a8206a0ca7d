# Builds the packages, for tests that install them; sourced with `home` as the root of the tree.

# build_packages: builds them unless they are there and nothing is newer.
build_packages() {
  local dist=$home/deploy/target/dist log=$home/deploy/target/dist-build.log
  local sums=$dist/SHA256SUMS
  if [ -e "$sums" ] &&
    [ -z "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main "$home"/deploy/src/dist \
      "$home"/deploy/bin "$home"/deploy/config "$home"/deploy/install.sh -newer "$sums" -print -quit)" ]; then
    return 0
  fi
  mkdir -p "$home/deploy/target"
  printf 'building the packages (log: %s)\n' "$log" >&2
  if ! mvn -B -ntp -f "$home/pom.xml" -Pdist -Dlint=off -DskipTests -Djacoco.skip=true \
    package >"$log" 2>&1 </dev/null; then
    printf 'the build failed; the whole output is in %s\n' "$log" >&2
    return 1
  fi
}

# same_bytes DIST FOLDER: builds them once more from the sources alone, in that folder, and compares.
same_bytes() {
  mkdir -p "$2"
  tar -C "$home" --exclude=./.git --exclude=target -cf - . | tar -C "$2" -xf -
  home=$2 build_packages && diff "$1/SHA256SUMS" "$2/deploy/target/dist/SHA256SUMS"
}

# next_version DEB FOLDER: the same package with a higher version, into the folder.
next_version() {
  local made
  made=$(mktemp -d)
  dpkg-deb -R "$1" "$made"
  sed -i 's/^Version: .*/&+next/' "$made/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone -b "$made" "$2/$(basename "$1" .deb)+next.deb" >/dev/null
  rm -rf "$made"
}
