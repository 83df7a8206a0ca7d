package io.byteleap.worker.vm.journal;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.vm.MachinePhase;
import io.byteleap.domain.vm.VmName;
import io.byteleap.durable.DurableFile;
import io.byteleap.json.Json;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.vm.Machine;
import io.byteleap.worker.vm.VmProblem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The machines of this worker, a file each, written whole before each deed.
public final class MachineJournal implements Machine.MachineMemory {
  private static final int FILE_SIZE_MAX = 1 << 16;
  private static final String SUFFIX = ".json";

  private final Path folder;

  /// `folder` is made when the first machine is.
  public MachineJournal(Path folder) {
    this.folder = folder;
  }

  /// All machines that are written down. A file that cannot be read stops everything: it may be
  /// the only trace of what a tenant has here.
  public List<Machine> machines() throws VmProblem {
    List<Machine> machines = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return machines;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*" + SUFFIX)) {
      DurableFile.sweep(folder);
      for (Path file : files) {
        machines.add(read(file));
      }
    } catch (IOException e) {
      throw new VmProblem(folder + " cannot be read: " + FailureCause.text(e), e);
    }
    machines.sort(Comparator.comparing(Machine::since));
    return machines;
  }

  private Machine read(Path file) throws VmProblem {
    try (var in = Files.newInputStream(file)) {
      var json = Json.upTo(FILE_SIZE_MAX).parse(in.readNBytes(FILE_SIZE_MAX + 1));
      return MachineText.read(json, this);
    } catch (IOException | JsonProblem | IllegalArgumentException e) {
      throw new VmProblem(file + " cannot be read: " + FailureCause.text(e), e);
    }
  }

  @Override
  public void write(Machine machine, MachinePhase phase) throws VmProblem {
    Path file = file(machine.name());
    try {
      var text = MachineText.write(machine.reservation(), machine.since(), phase).toText();
      DurableFile.write(file, text + "\n", DurableFile.Readers.OWNER);
    } catch (IOException e) {
      throw new VmProblem("it cannot be written down: " + FailureCause.text(e), e);
    }
  }

  @Override
  public void forget(VmName name) throws VmProblem {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new VmProblem("it cannot be forgotten: " + FailureCause.text(e), e);
    }
  }

  private Path file(VmName name) {
    return folder.resolve(name + SUFFIX);
  }
}
