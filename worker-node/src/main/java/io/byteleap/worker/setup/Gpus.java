package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.PciDevice;
import io.byteleap.domain.passthrough.PciId;
import io.byteleap.json.JsonObject;

/// How GPUs are written in reports.
final class Gpus {
  private Gpus() {}

  static String vendor(PciDevice gpu) {
    return switch (gpu.id().vendor()) {
      case PciId.NVIDIA -> "NVIDIA";
      case PciId.AMD -> "AMD";
      case PciId.INTEL -> "Intel";
      default -> "Other";
    };
  }

  static JsonObject.Builder json(PciDevice device) {
    return JsonObject.builder()
        .put("address", device.address().toString())
        .put("id", device.id().toString())
        .put("name", device.model().value())
        .put("vendor", vendor(device))
        .put("class", "%06x".formatted(device.kind().code()))
        .put("driver", device.driver().value())
        .put("iommu_group", device.group().toString())
        .put("bound", device.isBound())
        .put("boot_display", device.isBootDisplay());
  }
}
