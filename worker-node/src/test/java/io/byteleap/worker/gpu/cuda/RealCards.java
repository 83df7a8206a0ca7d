package io.byteleap.worker.gpu.cuda;

import io.byteleap.wire.gpu.GpuDevice.Capability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The cards of this machine, for tests tagged `gpu`; without one these are skipped, and say why.
final class RealCards {
  private RealCards() {}

  static CudaDriver driver() {
    try {
      return CudaDriver.load(CudaDriver.LIBRARY);
    } catch (CudaFault fault) {
      return Assumptions.abort("no GPU here: " + fault.getMessage());
    }
  }

  /// The first card, multiplying in each form that it can.
  static List<CudaCard> inEveryForm() {
    var driver = driver();
    int device = driver.device(0);
    var facts = driver.facts(device);
    Assumptions.assumeTrue(
        facts.capability().isEnough(), () -> facts.name() + " is too old for these kernels");
    return formsOf(facts.capability()).stream()
        .map(form -> CudaCard.of(driver, device, facts, form))
        .toList();
  }

  /// All cards of the machine, as a worker uses them.
  static List<CudaCard> all() {
    var driver = driver();
    List<CudaCard> cards = new ArrayList<>();
    for (int index = 0; index < driver.deviceCount(); index++) {
      int device = driver.device(index);
      var facts = driver.facts(device);
      cards.add(CudaCard.of(driver, device, facts, ProductForm.of(facts.capability())));
    }
    return cards;
  }

  private static List<ProductForm> formsOf(Capability capability) {
    return Arrays.stream(ProductForm.values()).filter(form -> form.isPossible(capability)).toList();
  }
}
