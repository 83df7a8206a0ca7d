package io.byteleap.worker.service;

import io.byteleap.actor.FailureCause;
import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.worker.program.Folders;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.ProgramFiles;
import io.byteleap.worker.program.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Installs the worker as a service and removes it, under a root directory. Each does nothing where
/// nothing is to be done, so either can be repeated; a line says what was done for each thing.
public final class ServiceInstaller {
  private static final String NOT_RUN = "not run: only recorded";

  private final Path root;
  private final Installation installation;
  private final ServiceManager manager;
  private final List<String> lines = new ArrayList<>();
  private final Work work;

  /// Whether the disk is changed, or only said how it would be.
  public enum Work {
    REAL,
    DRY
  }

  public ServiceInstaller(Path root, ServiceManager manager, Work work) {
    this.root = root;
    this.installation = Installation.under(root);
    this.manager = manager;
    this.work = work;
  }

  /// What is installed: the program's files and version, the configuration to copy when there is
  /// none, the time that tasks get at the end.
  public record Wish(ProgramFiles program, Version version, Path config, Duration drain) {}

  /// A change of the disk.
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  /// Installs or renews. A configuration that is there stays as it is, and so do drop-ins.
  public List<String> install(Wish wish) throws ServiceProblem {
    try {
      Path unit = root.resolve(ServiceUnit.FILE.substring(1));
      mustBeReplaceable(unit);
      installProgram(wish);
      put(installation.starter(), ServiceUnit.starter(), "rwxr-xr-x");
      installConfig(wish);
      if (put(unit, ServiceUnit.text(wish.drain()), "rw-r--r--")) {
        reload();
      }
      return List.copyOf(lines);
    } catch (IOException e) {
      throw new ServiceProblem("cannot install: " + FailureCause.text(e), e);
    }
  }

  private static void mustBeReplaceable(Path unit) throws ServiceProblem, IOException {
    if (Files.exists(unit, LinkOption.NOFOLLOW_LINKS)
        && (!Files.isRegularFile(unit, LinkOption.NOFOLLOW_LINKS)
            || !ServiceUnit.isOurs(Files.readString(unit)))) {
      throw new ServiceProblem(
          unit
              + " was not written by install-service, or was changed since: move your changes to "
              + ServiceUnit.DROP_INS
              + "/ and the file away");
    }
  }

  private void installProgram(Wish wish) throws IOException {
    String name = wish.program().folderName(wish.version());
    Path folder = installation.version(name);
    if (Files.isDirectory(folder)) {
      lines.add("kept " + folder);
    } else {
      change("program " + folder, () -> copy(wish.program(), folder));
    }
    if (installation.currentName().filter(name::equals).isPresent()) {
      lines.add("kept " + installation.current() + " -> " + name);
    } else {
      change("link " + installation.current() + " -> " + name, () -> installation.switchTo(name));
    }
  }

  private void copy(ProgramFiles program, Path folder) throws IOException {
    Path next = installation.home().resolve(".version.next");
    Folders.remove(next);
    Files.createDirectories(next);
    Files.createDirectories(installation.versions());
    program.copyTo(next);
    Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
    Folders.force(installation.versions());
  }

  private void installConfig(Wish wish) throws IOException {
    Path config = installation.config();
    if (Files.exists(config)) {
      lines.add("kept " + config);
      return;
    }
    byte[] text = Files.readAllBytes(wish.config());
    // it may hold the way to a join token or the name of a secret's file
    change(
        "configuration " + config + " from " + wish.config(),
        () -> DurableFile.write(config, text, Readers.OWNER));
  }

  /// Whether the file had to be written.
  private boolean put(Path file, String text, String permissions) throws IOException {
    if (Files.isRegularFile(file) && Files.readString(file).equals(text)) {
      lines.add("kept " + file);
      return false;
    }
    change(
        "file " + file,
        () -> {
          DurableFile.write(file, text, Readers.EVERYBODY);
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        });
    return true;
  }

  /// Stops and removes the service. Program, configuration and data stay unless `purge` is asked
  /// for; virtual machines and their images stay in any case.
  public List<String> uninstall(Rest rest) throws ServiceProblem {
    try {
      Path unit = root.resolve(ServiceUnit.FILE.substring(1));
      if (Files.exists(unit, LinkOption.NOFOLLOW_LINKS)) {
        mustBeReplaceable(unit);
        stopAndDisable();
        change("remove " + unit, () -> Files.delete(unit));
        reload();
      } else {
        lines.add("not there " + unit);
      }
      if (rest == Rest.REMOVED && Files.exists(installation.home())) {
        change("remove " + installation.home(), () -> Folders.remove(installation.home()));
      }
      return List.copyOf(lines);
    } catch (IOException e) {
      throw new ServiceProblem("cannot uninstall: " + FailureCause.text(e), e);
    }
  }

  /// What becomes of program, configuration and data.
  public enum Rest {
    KEPT,
    REMOVED
  }

  private void change(String what, Change change) throws IOException {
    if (work == Work.REAL) {
      change.make();
      lines.add("done: " + what);
    } else {
      lines.add("would do: " + what);
    }
  }

  private void stopAndDisable() {
    told("disable --now", work == Work.REAL ? manager.stopAndDisable() : NOT_RUN);
  }

  private void reload() {
    told("daemon-reload", work == Work.REAL ? manager.reload() : NOT_RUN);
  }

  private void told(String what, String failure) {
    lines.add("systemctl " + what + (failure.isEmpty() ? "" : ": " + failure));
  }
}
