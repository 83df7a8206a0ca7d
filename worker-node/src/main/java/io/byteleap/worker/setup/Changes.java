package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.FileEdit;
import io.byteleap.domain.passthrough.FileEdit.Edited;
import io.byteleap.domain.passthrough.FileEdit.Unchanged;
import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.domain.passthrough.Swap;
import io.byteleap.worker.setup.FileState.Missing;
import io.byteleap.worker.setup.FileState.Text;
import io.byteleap.worker.setup.SetupJournal.Entry;
import io.byteleap.worker.setup.SetupJournal.Origin;
import io.byteleap.worker.setup.SetupJournal.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is to be done to a host's files: for each the way from now through how it was before us to
/// how it is to be, and the journal of all that.
record Changes(List<Change> all, SetupJournal before, SetupJournal after) {
  Changes {
    all = List.copyOf(all);
  }

  /// One file, `now`, without what we did to it (`base`), and as it is to be (`then`).
  record Change(String path, FileState now, FileState base, FileState then, SetupFile.Kind kind) {
    boolean isNone() {
      return now.equals(then);
    }
  }

  /// What can become of it.
  sealed interface Outcome {}

  record Ready(Changes changes) implements Outcome {}

  /// Files that cannot be changed, a line each; nothing may be done then.
  record Blocked(List<String> why) implements Outcome {
    Blocked {
      why = List.copyOf(why);
    }
  }

  /// What an operator wants with files that somebody else has changed over ours.
  enum Overwritten {
    REFUSED,
    LEFT_AS_THEY_ARE
  }

  boolean isNothing() {
    return all.stream().allMatch(Change::isNone) && before.state() == State.DONE;
  }

  /// The way to `wanted` files; what bind wrote earlier to others is undone.
  static Outcome to(List<SetupFile> wanted, HostTree host, SetupJournal journal) {
    var collector = new Collector(host, journal, Overwritten.REFUSED);
    wanted.forEach(file -> collector.add(file.path(), Optional.of(file)));
    journal.entries().stream()
        .map(Entry::path)
        .filter(path -> wanted.stream().noneMatch(file -> file.path().equals(path)))
        .forEach(path -> collector.add(path, Optional.empty()));
    return collector.outcome();
  }

  /// The way back.
  static Outcome back(HostTree host, SetupJournal journal, Overwritten overwritten) {
    var collector = new Collector(host, journal, overwritten);
    journal.entries().forEach(entry -> collector.add(entry.path(), Optional.empty()));
    return collector.outcome();
  }

  /// A file as it was before we did something to it; `why` it cannot be known.
  sealed interface Base {}

  record Known(FileState state) implements Base {}

  record Foreign(String why) implements Base {}

  static Base base(FileState now, Entry entry) {
    return switch (now) {
      case Missing() when entry.origin() == Origin.CREATED -> new Known(now);
      case Missing() -> new Foreign(entry.path() + " was deleted since bind changed it");
      case Text _ when now.sha256().equals(entry.baseSha256()) -> new Known(now);
      case Text(var text) ->
          switch (entry.swap().undo(text)) {
            case Swap.Undone(var undone) -> known(entry, undone);
            case Swap.Overwritten() ->
                new Foreign(entry.path() + " was changed since, in what bind had written to it");
          };
    };
  }

  /// Text of a file without what bind wrote to it; nothing when that cannot be told.
  static String baseText(String path, HostTree host, SetupJournal journal) {
    if (!(host.read(path, HostTree.TEXT_BYTES_MAX) instanceof HostTree.Present present)) {
      return "";
    }
    var now = new Text(present.text());
    return switch (journal.entry(path).map(entry -> base(now, entry)).orElse(new Known(now))) {
      case Known(var state) -> FileEdit.Block.without(state.content());
      case Foreign _ -> "";
    };
  }

  private static Base known(Entry entry, String undone) {
    boolean isGone = undone.isEmpty() && entry.origin() == Origin.CREATED;
    return new Known(isGone ? new Missing() : new Text(undone));
  }

  private static final class Collector {
    private final HostTree host;
    private final SetupJournal journal;
    private final Overwritten overwritten;
    private final List<Change> changes = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> blocked = new ArrayList<>();

    Collector(HostTree host, SetupJournal journal, Overwritten overwritten) {
      this.host = host;
      this.journal = journal;
      this.overwritten = overwritten;
    }

    void add(String path, Optional<SetupFile> wanted) {
      switch (host.read(path, HostTree.TEXT_BYTES_MAX)) {
        case HostTree.Present present -> add(path, new Text(present.text()), wanted);
        case HostTree.Absent() -> add(path, new Missing(), wanted);
        case HostTree.Unreadable(var why) -> blocked.add(why);
      }
    }

    private void add(String path, FileState now, Optional<SetupFile> wanted) {
      var entry = journal.entry(path);
      switch (entry.map(each -> base(now, each)).orElse(new Known(now))) {
        case Known(var base) ->
            wanted.ifPresentOrElse(
                file -> edit(file, now, base),
                () -> changes.add(new Change(path, now, base, base, SetupFile.Kind.TEXT)));
        case Foreign(var why) -> {
          switch (overwritten) {
            case REFUSED ->
                blocked.add(
                    why + "; what it was before is in " + entry.map(Entry::backup).orElse(path));
            case LEFT_AS_THEY_ARE ->
                changes.add(new Change(path, now, now, now, SetupFile.Kind.TEXT));
          }
        }
      }
    }

    private void edit(SetupFile file, FileState now, FileState base) {
      switch (file.edit().apply(base.content())) {
        case Edited(var text, var swap) -> {
          changes.add(new Change(file.path(), now, base, new Text(text), file.kind()));
          entries.add(entry(file.path(), base, swap));
        }
        case Unchanged() -> changes.add(new Change(file.path(), now, base, base, file.kind()));
        case FileEdit.Unreadable(var why) ->
            blocked.add(file.path() + " cannot be changed: " + why);
      }
    }

    private Entry entry(String path, FileState base, Swap swap) {
      var origin =
          switch (base) {
            case Missing() -> Origin.CREATED;
            case Text _ -> Origin.CHANGED;
          };
      String backup = journal.entry(path).map(Entry::backup).orElseGet(() -> backup(path));
      return new Entry(path, origin, base.sha256(), backup, swap);
    }

    /// Beside GRUB's files as operators know it; unless somebody has put something there.
    private String backup(String path) {
      boolean isGrub = path.equals(SetupFile.GRUB) || path.equals(SetupFile.GRUB_OF_CLOUD_IMAGE);
      String beside = SetupJournal.besideIt(path);
      return isGrub && !host.exists(beside) ? beside : SetupJournal.inFolder(path);
    }

    Outcome outcome() {
      if (!blocked.isEmpty()) {
        return new Blocked(blocked);
      }
      return new Ready(
          new Changes(changes, journal, new SetupJournal(State.DONE, folders(), entries)));
    }

    /// Folders that are not there and will be made, and those that were made before.
    private List<String> folders() {
      return Stream.concat(
              journal.folders().stream(),
              Stream.concat(entries.stream().map(Entry::path), Stream.of(SetupJournal.FILE))
                  .flatMap(path -> Folders.above(path).stream())
                  .filter(folder -> !host.exists(folder)))
          .distinct()
          .sorted()
          .toList();
    }
  }
}
