package io.byteleap.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Names of NVIDIA GPUs by PCI device id, from `gpu-models.csv`: the names that the existing
/// network knows.
public final class GpuModels {
  private static final Map<String, String> NAMES = load();

  private GpuModels() {}

  /// The name for a device id of four lower-case hex digits.
  static String nameOf(String device) {
    return known(device).orElse("NVIDIA GPU (Unknown ID: " + device + ")");
  }

  /// The name for a device id of four lower-case hex digits, if the network knows it.
  public static Optional<String> known(String device) {
    return Optional.ofNullable(NAMES.get(device));
  }

  private static Map<String, String> load() {
    var names = new LinkedHashMap<String, String>();
    try (var in = GpuModels.class.getResourceAsStream("/host/gpu-models.csv")) {
      if (in == null) {
        throw new IllegalStateException("BUG: gpu-models.csv is not packaged");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(",", 2))
          .forEach(parts -> names.put(parts[0], parts[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
