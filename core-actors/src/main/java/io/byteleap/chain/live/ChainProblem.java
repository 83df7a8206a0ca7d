package io.byteleap.chain.live;

import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.domain.units.Label;

/// The chain did not say what it was asked, on the way from the question to the adapter's door,
/// where it becomes a value; never further.
final class ChainProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ChainProblem(String why) {
    super(Label.of(why).value(), null, false, false);
  }

  /// A node's no.
  static ChainProblem of(String method, Failed failed) {
    String data = failed.data().isBlank() ? "" : " (" + failed.data() + ")";
    return new ChainProblem(method + ": " + failed.code() + " " + failed.message() + data);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
