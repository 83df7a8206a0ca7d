package io.byteleap.worker.setup;

import io.byteleap.domain.passthrough.Processor;
import io.byteleap.domain.passthrough.Processor.Extension;
import io.byteleap.domain.passthrough.Processor.Vendor;
import io.byteleap.domain.units.Label;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Reads what the kernel says of the processors. Of a file that cannot be read nothing is known:
/// no vendor, no extension, no cores.
record ProcessorReader(Processor processor, Set<String> flags) {
  private static final String FILE = "/proc/cpuinfo";
  private static final int BYTES_MAX = 8 << 20;

  static ProcessorReader read(HostTree host) {
    String text = host.text(FILE, BYTES_MAX).orElse("");
    Map<String, String> first = new HashMap<>();
    Map<String, String> last = new HashMap<>();
    Set<String> cores = new HashSet<>();
    int logical = 0;
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        first.putIfAbsent(name, value);
        last.put(name, value);
        if (name.equals("processor")) {
          logical++;
        } else if (name.equals("core id")) {
          cores.add(last.getOrDefault("physical id", "") + "/" + value);
        }
      }
    }
    var flags = Set.copyOf(Arrays.asList(first.getOrDefault("flags", "").split(" ", -1)));
    return new ProcessorReader(
        new Processor(
            vendor(first.getOrDefault("vendor_id", "")),
            Label.of(first.getOrDefault("model name", "unknown")),
            flags.contains("vmx") || flags.contains("svm") ? Extension.PRESENT : Extension.ABSENT,
            cores.size(),
            logical),
        flags);
  }

  private static Vendor vendor(String id) {
    return switch (id) {
      case "GenuineIntel" -> Vendor.INTEL;
      case "AuthenticAMD" -> Vendor.AMD;
      default -> Vendor.OTHER;
    };
  }
}
