package io.byteleap.miner.admission;

import io.byteleap.domain.admission.Credential.Joining;
import io.byteleap.domain.admission.Statement;
import java.net.InetAddress;

/// Who a worker that registers says it is, as far as its connection could check it.
public sealed interface Claim {
  /// It has no key; only its address is known.
  record Unproven(InetAddress from) implements Claim {}

  /// It signed this statement with the key that the statement names. Whether the key is known here,
  /// and what the token is worth if it brings one, is still open.
  record Proven(Statement statement, Joining joining) implements Claim {}
}
