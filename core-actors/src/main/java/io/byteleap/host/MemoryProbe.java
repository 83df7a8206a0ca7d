package io.byteleap.host;

import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The memory; sizes are whole MiB.
final class MemoryProbe {
  private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_()]+):\\s+([0-9]+) kB");
  private static final long KIB_PER_MIB = 1_024;

  private final HostRoot host;

  /// Sizes in KiB by their name in /proc/meminfo.
  record Sizes(Map<String, Long> kib) {
    long mib(String name) {
      return kib(name) / KIB_PER_MIB;
    }

    private long kib(String name) {
      return kib.getOrDefault(name, 0L);
    }

    long total() {
      return mib("MemTotal");
    }

    long available() {
      return mib("MemAvailable");
    }

    double usage() {
      return percent(kib("MemTotal") - kib("MemAvailable"), kib("MemTotal"));
    }
  }

  MemoryProbe(HostRoot host) {
    this.host = host;
  }

  Sizes sizes() throws IOException {
    var kib = new HashMap<String, Long>();
    for (String line : host.requiredText("/proc/meminfo").lines().toList()) {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        kib.put(matcher.group(1), Long.parseLong(matcher.group(2)));
      }
    }
    if (!kib.containsKey("MemTotal") || !kib.containsKey("MemAvailable")) {
      throw new IOException("/proc/meminfo names no MemTotal or MemAvailable");
    }
    var sizes = new Sizes(kib);
    if (sizes.kib("MemTotal") == 0 || sizes.kib("MemAvailable") > sizes.kib("MemTotal")) {
      throw new IOException("/proc/meminfo has more memory available than there is");
    }
    return sizes;
  }

  JsonObject info() throws IOException {
    var sizes = sizes();
    long reclaimable =
        sizes.kib("MemFree")
            + sizes.kib("Buffers")
            + sizes.kib("Cached")
            + sizes.kib("SReclaimable");
    long used = Math.max(0, sizes.kib("MemTotal") - reclaimable);
    long swapTotal = sizes.kib("SwapTotal");
    long swapUsed = swapTotal - sizes.kib("SwapFree");
    return JsonObject.builder()
        .put("total", sizes.total())
        .put("available", sizes.available())
        .put("used", used / KIB_PER_MIB)
        .put("percent", sizes.usage())
        .put("swap_total", swapTotal / KIB_PER_MIB)
        .put("swap_used", swapUsed / KIB_PER_MIB)
        .put("swap_percent", percent(swapUsed, swapTotal))
        .build();
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : Math.rint(1_000.0 * part / whole) / 10;
  }
}
