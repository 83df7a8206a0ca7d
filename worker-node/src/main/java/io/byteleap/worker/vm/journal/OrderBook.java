package io.byteleap.worker.vm.journal;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.durable.DurableFile;
import io.byteleap.json.Json;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.vm.VmProblem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The orders that were taken, a file each, so that one that is repeated ends as it did. The oldest
/// that have ended are forgotten.
public final class OrderBook {
  public static final int ORDERS_MAX = 1_000;

  private static final int FILE_SIZE_MAX = 1 << 18;
  private static final String SUFFIX = ".json";

  private final Path folder;

  /// `folder` is made when the first order is written.
  public OrderBook(Path folder) {
    this.folder = folder;
  }

  /// All orders, the oldest first. One that cannot be read stops everything: carried out again it
  /// could do harm.
  public List<KnownOrder> orders() throws VmProblem {
    List<KnownOrder> orders = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return orders;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*" + SUFFIX)) {
      DurableFile.sweep(folder);
      for (Path file : files) {
        orders.add(read(file));
      }
    } catch (IOException e) {
      throw new VmProblem(folder + " cannot be read: " + FailureCause.text(e), e);
    }
    orders.sort(Comparator.comparing(KnownOrder::takenAt));
    return orders;
  }

  private static KnownOrder read(Path file) throws VmProblem {
    try (var in = Files.newInputStream(file)) {
      return OrderText.read(Json.upTo(FILE_SIZE_MAX).parse(in.readNBytes(FILE_SIZE_MAX + 1)));
    } catch (IOException | JsonProblem | IllegalArgumentException e) {
      throw new VmProblem(file + " cannot be read: " + FailureCause.text(e), e);
    }
  }

  public void write(KnownOrder order) throws VmProblem {
    try {
      DurableFile.write(
          file(order.task()), OrderText.write(order).toText() + "\n", DurableFile.Readers.OWNER);
    } catch (IOException e) {
      throw new VmProblem("the order cannot be written down: " + FailureCause.text(e), e);
    }
  }

  public void forget(VmTaskId task) throws VmProblem {
    try {
      Files.deleteIfExists(file(task));
    } catch (IOException e) {
      throw new VmProblem("an order cannot be forgotten: " + FailureCause.text(e), e);
    }
  }

  private Path file(VmTaskId task) {
    return folder.resolve(task + SUFFIX);
  }
}
