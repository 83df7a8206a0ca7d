package io.byteleap.worker.identity;

import io.byteleap.host.HostRoot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The network cards' link-layer addresses, of which one names the machine.
final class NetworkCards {
  private static final String FOLDER = "/sys/class/net";
  private static final List<String> PREFERRED =
      List.of("eth0", "en0", "ens", "eno", "enp", "wlan0", "wlo");
  private static final String ADDRESS = "([0-9a-f]{2}:){5}[0-9a-f]{2}";
  private static final String UNSET = "00:00:00:00:00:00";

  private NetworkCards() {}

  /// Of the preferred names first, in their order; else of any card but the loopback.
  static Optional<String> primaryAddress(HostRoot host) {
    var names = host.names(FOLDER);
    Stream<String> preferred =
        PREFERRED.stream()
            .flatMap(prefix -> names.stream().filter(name -> name.startsWith(prefix)));
    Stream<String> others = names.stream().filter(name -> !name.startsWith("lo"));
    return Stream.concat(preferred, others)
        .flatMap(name -> host.text(FOLDER + "/" + name + "/address").stream())
        .filter(address -> address.matches(ADDRESS) && !address.equals(UNSET))
        .findFirst();
  }
}
