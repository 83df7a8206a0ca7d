package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.domain.passthrough.Swap;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What bind has done to a host, kept on the host: each file with the way back, and the folders
/// that were made. It is written before the first file is touched, so that whoever comes after a
/// crash knows what may have been done.
record SetupJournal(State state, List<String> folders, List<Entry> entries) {
  static final String FOLDER = "/var/lib/byteleap-worker/host";
  static final String FILE = FOLDER + "/journal.json";
  static final String LOCK = FOLDER + "/lock";
  static final int BYTES_MAX = 4 << 20;
  static final SetupJournal NONE = new SetupJournal(State.DONE, List.of(), List.of());

  private static final int VERSION = 1;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> PATHS =
      Set.of(
          SetupFile.GRUB,
          SetupFile.GRUB_OF_CLOUD_IMAGE,
          SetupFile.VFIO_OPTIONS,
          SetupFile.BLACKLIST,
          SetupFile.MODULES,
          SetupFile.RELEASE_HOOK);

  /// How far it has come.
  enum State {
    /// Files are being written: each may or may not have been.
    CHANGING,

    /// Files are written; the programs that make them take effect have not all succeeded yet.
    REBUILDING,
    DONE
  }

  /// Whether there was a file before.
  enum Origin {
    CREATED,
    CHANGED
  }

  /// One file: what it was (`baseSha256`; of nothing when there was no file), where that is kept,
  /// and what was done to it.
  record Entry(String path, Origin origin, String baseSha256, String backup, Swap swap) {
    Entry {
      if (!PATHS.contains(path)) {
        throw new IllegalArgumentException("path is none of those that bind writes");
      }
      if (!SHA256.matcher(baseSha256).matches()) {
        throw new IllegalArgumentException("base_sha256 is no SHA-256");
      }
      if (!backup.equals(besideIt(path)) && !backup.equals(inFolder(path))) {
        throw new IllegalArgumentException("backup is not where backups are");
      }
    }
  }

  SetupJournal {
    folders = List.copyOf(folders);
    entries = List.copyOf(entries);
    for (String folder : folders) {
      if (PATHS.stream().noneMatch(path -> path.startsWith(folder + "/"))
          && !FOLDER.startsWith(folder)) {
        throw new IllegalArgumentException("folders holds one that bind does not make");
      }
    }
  }

  Optional<Entry> entry(String path) {
    return entries.stream().filter(entry -> entry.path().equals(path)).findFirst();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  SetupJournal in(State other) {
    return new SetupJournal(other, folders, entries);
  }

  /// The usual place for the backup of one of GRUB's files.
  static String besideIt(String path) {
    return path + ".backup";
  }

  /// The place for a backup where one beside the file would be taken for a file of its kind, or is
  /// somebody else's already.
  static String inFolder(String path) {
    return FOLDER + "/backup" + path;
  }

  String toText() {
    return JsonObject.builder()
        .put("version", VERSION)
        .put("state", word(state))
        .putTexts("folders", folders)
        .putObjects("files", entries.stream().map(SetupJournal::json).toList())
        .build()
        .toText();
  }

  private static JsonObject json(Entry entry) {
    return JsonObject.builder()
        .put("path", entry.path())
        .put("origin", word(entry.origin()))
        .put("base_sha256", entry.baseSha256())
        .put("backup", entry.backup())
        .put("scope", word(entry.swap().scope()))
        .put("before", entry.swap().before())
        .put("after", entry.swap().after())
        .build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// Reads a journal; refused with a [JsonProblem] or an [IllegalArgumentException], since the
  /// paths in it are written and deleted.
  static SetupJournal parse(byte[] text) {
    var json = Json.upTo(BYTES_MAX).parse(text);
    if (json.exactInteger("version") != VERSION) {
      throw new IllegalArgumentException("version is not " + VERSION);
    }
    return new SetupJournal(
        constant(State.class, json, "state"),
        json.texts("folders"),
        json.objects("files").stream().map(SetupJournal::entry).toList());
  }

  private static Entry entry(JsonObject json) {
    return new Entry(
        json.literal("path"),
        constant(Origin.class, json, "origin"),
        json.literal("base_sha256"),
        json.literal("backup"),
        new Swap(
            constant(Swap.Scope.class, json, "scope"),
            json.literal("before"),
            json.literal("after")));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonObject json, String name) {
    String word = json.literal(name);
    for (E value : type.getEnumConstants()) {
      if (word(value).equals(word)) {
        return value;
      }
    }
    throw new IllegalArgumentException(name + " is none of the known words");
  }
}
