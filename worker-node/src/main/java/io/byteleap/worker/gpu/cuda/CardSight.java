package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.units.Ratio;
import java.util.ArrayList;
import java.util.List;

/// What of GPUs this process can compute with.
public sealed interface CardSight {
  /// No GPU engine, for this reason; no fault of a machine that has no GPU.
  record Absent(String why) implements CardSight {}

  /// An engine for each of these cards; the others, each with the reason why it is not used.
  /// `driver` is the version of CUDA that the driver has.
  record Present(String driver, List<CardEngine> engines, List<String> unused)
      implements CardSight {
    public Present {
      engines = List.copyOf(engines);
      unused = List.copyOf(unused);
    }
  }

  /// A look for cards: the driver is loaded, the cards are asked who they are, nothing of them is
  /// taken. Each engine is to use up to `memoryShare` of what is free on its card when a work
  /// begins.
  static CardSight look(Ratio memoryShare) {
    return look(CudaDriver.LIBRARY, memoryShare);
  }

  /// The same through a driver's library of another name.
  static CardSight look(String library, Ratio memoryShare) {
    try {
      return look(CudaDriver.load(library), memoryShare);
    } catch (CudaFault fault) {
      return new Absent("no GPU engine: " + fault.getMessage());
    }
  }

  private static CardSight look(CudaDriver driver, Ratio memoryShare) {
    List<CardEngine> engines = new ArrayList<>();
    List<String> unused = new ArrayList<>();
    int count = driver.deviceCount();
    for (int index = 0; index < count; index++) {
      try {
        int device = driver.device(index);
        var facts = driver.facts(device);
        if (facts.capability().isEnough()) {
          var card = CudaCard.of(driver, device, facts, ProductForm.of(facts.capability()));
          engines.add(CardEngine.of(card, memoryShare));
        } else {
          unused.add(facts.name() + " is too old: compute capability 8.0 is needed");
        }
      } catch (CudaFault fault) {
        unused.add("GPU %d tells nothing of itself: %s".formatted(index, fault.getMessage()));
      }
    }
    return engines.isEmpty() && unused.isEmpty()
        ? new Absent("no GPU engine: the driver sees no GPU")
        : new Present(driver.version(), engines, unused);
  }
}
