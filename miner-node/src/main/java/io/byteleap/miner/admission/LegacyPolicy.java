package io.byteleap.miner.admission;

import io.byteleap.wire.worker.CloseCode;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What becomes of workers that have no key, as the existing ones: `addresses` narrows down from
/// where they are allowed; none means from everywhere.
public record LegacyPolicy(Decision decision, List<AddressRange> addresses) {
  /// `UNDECIDED` is what a file says that was written before there were keys: the workers are let
  /// in, and the operator is warned.
  public enum Decision {
    ALLOW,
    REFUSE,
    UNDECIDED
  }

  public static final LegacyPolicy ALLOW = new LegacyPolicy(Decision.ALLOW, List.of());
  public static final LegacyPolicy REFUSE = new LegacyPolicy(Decision.REFUSE, List.of());

  public LegacyPolicy {
    addresses = List.copyOf(addresses);
  }

  /// Why a worker without a key that connects from `address` is not let in; empty when it is.
  Optional<CloseCode> refusal(InetAddress address) {
    return switch (decision) {
      case REFUSE -> Optional.of(CloseCode.KEY_REQUIRED);
      case ALLOW, UNDECIDED ->
          addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address))
              ? Optional.empty()
              : Optional.of(CloseCode.ADDRESS_NOT_LISTED);
    };
  }

  /// Whether workers may come without encryption, since those without a key know none.
  public boolean takesLegacyWorkers() {
    return decision != Decision.REFUSE;
  }
}
