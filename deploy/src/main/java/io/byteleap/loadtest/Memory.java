package io.byteleap.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Resident memory of a process, from Linux.
final class Memory {
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB_PER_MIB = 1_024;

  private Memory() {}

  static long residentMib(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
              .filter(line -> line.startsWith(RESIDENT))
              .map(line -> line.replaceAll("[^0-9]", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElseThrow(() -> new IOException("process " + pid + " has no " + RESIDENT))
          / KIB_PER_MIB;
    }
  }
}
