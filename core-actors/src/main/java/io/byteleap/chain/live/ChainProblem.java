package io.byteleap.chain.live;

import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.domain.units.Label;

/// The chain did not say what it was asked, on the way from the question to the adapter's door,
/// where it becomes a value; never further.
final class ChainProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean answered;

  /// Something is wrong with what the node said.
  ChainProblem(String why) {
    this(why, true);
  }

  private ChainProblem(String why, boolean answered) {
    super(Label.of(why).value(), null, false, false);
    this.answered = answered;
  }

  /// No node said anything.
  static ChainProblem silence(Unreachable absent) {
    return new ChainProblem(absent.toString(), false);
  }

  /// A node's no.
  static ChainProblem of(String method, Failed failed) {
    String data = failed.data().isBlank() ? "" : " (" + failed.data() + ")";
    return new ChainProblem(method + ": " + failed.code() + " " + failed.message() + data);
  }

  /// Whether a node answered, so that another question may get a better answer.
  boolean isAnswered() {
    return answered;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
