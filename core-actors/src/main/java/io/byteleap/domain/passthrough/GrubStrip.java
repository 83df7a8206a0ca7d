package io.byteleap.domain.passthrough;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Takes out of a GRUB file what preparing a host has put there, when nothing but the file itself
/// is known: the parameters that turn the IOMMU on, NVIDIA's ids, NVIDIA's modules. Other
/// parameters, other ids and other modules stay.
public final class GrubStrip {
  private static final List<String> VARIABLES =
      List.of("GRUB_CMDLINE_LINUX", "GRUB_CMDLINE_LINUX_DEFAULT");
  private static final List<String> SWITCHES =
      List.of("intel_iommu=on", "amd_iommu=on", "iommu=pt");
  private static final String IDS = "vfio-pci.ids=";
  private static final String BLACKLIST = "modprobe.blacklist=";

  private GrubStrip() {}

  /// `text` without them; as it is when it holds none.
  public static String of(String text) {
    String result = text.replace(GrubEdit.COMMENT, "");
    for (String variable : VARIABLES) {
      if (GrubLine.last(variable, result) instanceof GrubLine.Found line) {
        result =
            result.substring(0, line.start())
                + line.with(stripped(line.value()))
                + result.substring(line.end());
      }
    }
    return result;
  }

  private static String stripped(String value) {
    var words = value.split(" ", -1);
    boolean isClean = Arrays.stream(words).allMatch(word -> word(word).equals(Optional.of(word)));
    return isClean
        ? value
        : Arrays.stream(words)
            .flatMap(word -> word(word).stream())
            .collect(Collectors.joining(" "))
            .strip();
  }

  private static Optional<String> word(String word) {
    if (SWITCHES.contains(word)) {
      return Optional.empty();
    }
    if (word.startsWith(IDS)) {
      return list(IDS, word, id -> id.startsWith("%04x:".formatted(PciId.NVIDIA)));
    }
    if (word.startsWith(BLACKLIST)) {
      return list(BLACKLIST, word, SetupFiles.BLOCKED::contains);
    }
    return Optional.of(word);
  }

  private static Optional<String> list(String start, String word, Predicate<String> isOurs) {
    String rest =
        Arrays.stream(word.substring(start.length()).split(",", -1))
            .filter(item -> !isOurs.test(item))
            .collect(Collectors.joining(","));
    return rest.isEmpty() ? Optional.empty() : Optional.of(start + rest);
  }
}
