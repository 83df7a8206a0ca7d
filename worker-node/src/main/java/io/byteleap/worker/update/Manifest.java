package io.byteleap.worker.update;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.program.Digests;
import io.byteleap.worker.program.Version;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a version consists of, as its publisher signs it: every file with its size and SHA-256.
///
/// On disk it is JSON in one form only (no spaces, keys sorted, nothing unknown), so that a
/// signature over the bytes is a signature over the meaning:
/// `{"files":[{"mode":"755","path":"bin/byteleap-worker","sha256":"…","size":1}],"format":1,
/// "min_version":"0.1.0","product":"byteleap-worker","sequence":1,"version":"0.2.0"}`.
/// Refused: more than 2,000 files, 1 GiB in all, 512 MiB in one; the same path twice, or a file
/// where another has a folder; no program to start.
public record Manifest(Version version, long sequence, Version minVersion, List<Entry> files) {
  public static final int SIZE_MAX = 1 << 20;

  /// The file that is started.
  public static final String PROGRAM = "bin/byteleap-worker";

  private static final String PRODUCT = "byteleap-worker";
  private static final int FORMAT = 1;
  private static final int FILES_MAX = 2_000;
  private static final long TOTAL_MAX = 1L << 30;
  private static final Json JSON = Json.upTo(SIZE_MAX);

  public Manifest {
    files = List.copyOf(files);
    require(sequence >= 1, "sequence must be 1 or more");
    require(!files.isEmpty() && files.size() <= FILES_MAX, "files must be 1 to " + FILES_MAX);
    require(
        files.stream().mapToLong(Entry::size).sum() <= TOTAL_MAX,
        "files must be " + TOTAL_MAX + " bytes at most together");
    checkPaths(files);
    require(
        files.stream().anyMatch(file -> file.path().text().equals(PROGRAM) && file.isProgram()),
        PROGRAM + " must be among the files, with mode 755");
  }

  /// A file of the version; `mode` is `644`, or `755` for a program.
  public record Entry(ProgramPath path, long size, String sha256, String mode) {
    private static final long SIZE_MAX = 1L << 29;

    public Entry {
      require(size >= 0 && size <= SIZE_MAX, path + ": size must be 0 to " + SIZE_MAX);
      require(Hex.isHex(sha256, 64), path + ": sha256 must be 64 hex digits");
      require(mode.equals("644") || mode.equals("755"), path + ": mode must be 644 or 755");
    }

    boolean isProgram() {
      return mode.equals("755");
    }
  }

  private static void checkPaths(List<Entry> files) {
    Set<String> names = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (Entry file : files) {
      String path = file.path().text();
      require(names.add(path), path + " is named twice");
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        folders.add(path.substring(0, slash));
      }
    }
    names.retainAll(folders);
    require(names.isEmpty(), names + " is both a file and a folder");
  }

  private static void require(boolean isGood, String why) {
    if (!isGood) {
      throw new IllegalArgumentException(why);
    }
  }

  /// Reads a manifest whose signature was found good.
  static Manifest read(byte[] bytes) throws UpdateProblem {
    try {
      var manifest = read(JSON.parse(bytes));
      if (!Arrays.equals(manifest.bytes(), bytes)) {
        throw new UpdateProblem(Layer.FORM, "the manifest is not written in the one form it has");
      }
      return manifest;
    } catch (JsonProblem | IllegalArgumentException e) {
      var why = Label.of(String.valueOf(e.getMessage()));
      throw new UpdateProblem(Layer.FORM, "the manifest cannot be used: " + why, e);
    }
  }

  private static Manifest read(JsonObject json) {
    require(json.exactInteger("format") == FORMAT, "format must be " + FORMAT);
    require(json.literal("product").equals(PRODUCT), "product must be " + PRODUCT);
    return new Manifest(
        new Version(json.literal("version")),
        json.exactInteger("sequence"),
        new Version(json.literal("min_version")),
        json.objects("files").stream().map(Manifest::entry).toList());
  }

  private static Entry entry(JsonObject json) {
    return new Entry(
        new ProgramPath(json.literal("path")),
        json.exactInteger("size"),
        json.literal("sha256"),
        json.literal("mode"));
  }

  /// The bytes that are signed.
  public byte[] bytes() {
    var entries =
        files.stream()
            .map(
                file ->
                    JsonObject.builder()
                        .put("path", file.path().text())
                        .put("size", file.size())
                        .put("sha256", file.sha256())
                        .put("mode", file.mode())
                        .build())
            .toList();
    return JsonObject.builder()
        .put("format", FORMAT)
        .put("product", PRODUCT)
        .put("version", version.text())
        .put("sequence", sequence)
        .put("min_version", minVersion.text())
        .putObjects("files", entries)
        .build()
        .toSortedUtf8()
        .toArray();
  }

  /// Name of the folder that holds the version: what differs has another name.
  String folderName() {
    return version.text() + "-" + Digests.of(bytes()).substring(0, 12);
  }
}
