package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.SetupFile;
import io.byteleap.durable.FileLock;
import io.byteleap.worker.setup.Changes.Change;
import io.byteleap.worker.setup.FileState.Missing;
import io.byteleap.worker.setup.FileState.Text;
import io.byteleap.worker.setup.HostTree.Absent;
import io.byteleap.worker.setup.HostTree.Present;
import io.byteleap.worker.setup.HostTree.Unreadable;
import io.byteleap.worker.setup.SetupJournal.Entry;
import io.byteleap.worker.setup.SetupJournal.Origin;
import io.byteleap.worker.setup.SetupJournal.State;
import java.io.IOException;
import java.util.Optional;

/// Carries [Changes] out so that a crash between any two steps leaves files that the journal can
/// explain: what was done before is undone first, then the journal names what will be done, then
/// it is done.
record HostSetup(HostTree host, HostFiles files) {
  private static final String BACKUPS = SetupJournal.FOLDER + "/backup";

  /// What the host remembers of earlier runs.
  sealed interface Memory {}

  record Remembered(SetupJournal journal) implements Memory {}

  record Damaged(String why) implements Memory {}

  Memory memory() {
    return switch (host.read(SetupJournal.FILE, SetupJournal.BYTES_MAX)) {
      case Absent() -> new Remembered(SetupJournal.NONE);
      case Unreadable(var why) -> new Damaged(why);
      case Present present -> {
        try {
          yield new Remembered(SetupJournal.parse(present.bytes()));
        } catch (RuntimeException e) {
          yield new Damaged(SetupJournal.FILE + " is damaged: " + e.getMessage());
        }
      }
    };
  }

  /// Keeps others from preparing this host at the same time; empty when one of them does already.
  /// Makes the folder that the journal is in.
  Optional<FileLock> lock() throws IOException {
    for (String folder : Folders.above(SetupJournal.LOCK)) {
      files.makeFolder(folder);
    }
    return FileLock.hold(host.place(SetupJournal.LOCK));
  }

  /// Whether the files are as they were when the changes were planned.
  boolean isStill(Changes changes) {
    return changes.all().stream().allMatch(change -> change.now().equals(now(change.path())));
  }

  private FileState now(String path) {
    return host.read(path, HostTree.TEXT_BYTES_MAX) instanceof Present present
        ? new Text(present.text())
        : new Missing();
  }

  /// Writes the files; the journal then says that they have yet to take effect.
  void apply(Changes changes) throws IOException {
    var folders = changes.after().folders(); // those of before among them
    write(new SetupJournal(State.CHANGING, folders, changes.before().entries()));
    for (Change change : changes.all()) {
      if (!change.now().equals(change.base())) {
        put(change.path(), change.base(), change.kind());
      }
    }
    write(changes.after().in(State.CHANGING));
    for (String folder : changes.after().folders()) {
      files.makeFolder(folder);
    }
    for (Entry entry : changes.after().entries()) {
      keep(entry, changes);
    }
    for (Change change : changes.all()) {
      if (!change.base().equals(change.then())) {
        put(change.path(), change.then(), change.kind());
      }
    }
    write(changes.after().in(State.REBUILDING));
  }

  /// The first backup stays.
  private void keep(Entry entry, Changes changes) throws IOException {
    if (entry.origin() == Origin.CREATED || host.exists(entry.backup())) {
      return;
    }
    for (Change change : changes.all()) {
      if (change.path().equals(entry.path()) && change.base() instanceof Text(var text)) {
        for (String folder : Folders.above(entry.backup())) {
          files.makeFolder(folder);
        }
        files.write(entry.backup(), text, SetupFile.Kind.TEXT);
      }
    }
  }

  /// Says that everything has taken effect.
  void finish(Changes changes) throws IOException {
    write(changes.after());
  }

  /// Puts the files back; the journal then says that they have yet to take effect.
  void revert(Changes changes) throws IOException {
    write(changes.before().in(State.CHANGING));
    for (Change change : changes.all()) {
      if (!change.isNone()) {
        put(change.path(), change.then(), change.kind());
      }
    }
  }

  /// Takes away what was kept for the way back. The journal goes last.
  void forget(SetupJournal journal) throws IOException {
    for (Entry entry : journal.entries()) {
      files.delete(entry.backup());
      for (String folder : Folders.above(entry.backup()).reversed()) {
        if (folder.startsWith(BACKUPS)) {
          files.removeFolder(folder);
        }
      }
    }
    for (String folder : journal.folders().reversed()) {
      files.removeFolder(folder);
    }
    files.delete(SetupJournal.FILE);
    files.delete(SetupJournal.LOCK);
    files.removeFolder(SetupJournal.FOLDER);
    for (String folder : journal.folders().reversed()) {
      files.removeFolder(folder);
    }
  }

  private void write(SetupJournal journal) throws IOException {
    files.write(SetupJournal.FILE, journal.toText(), SetupFile.Kind.TEXT);
  }

  private void put(String path, FileState state, SetupFile.Kind kind) throws IOException {
    switch (state) {
      case Missing() -> files.delete(path);
      case Text(var text) -> files.write(path, text, kind);
    }
  }
}
