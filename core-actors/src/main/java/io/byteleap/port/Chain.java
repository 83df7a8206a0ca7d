package io.byteleap.port;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.weights.WeightVector.Weights;
import java.util.concurrent.CompletionStage;

/// The chain. Stages never fail: what goes wrong is an outcome. One caller at a time.
public interface Chain {
  CompletionStage<Reading> metagraph();

  /// Makes `endpoint` known as ours; nothing is sent when the chain has it already.
  CompletionStage<Outcome> serveAxon(Hotkey own, Endpoint endpoint);

  /// Sets our weights and waits until they are in a block.
  CompletionStage<Outcome> setWeights(Hotkey own, Weights weights);

  sealed interface Reading {}

  record Seen(Metagraph metagraph) implements Reading {}

  /// The chain cannot be read now.
  record Unseen(String cause) implements Reading {}

  sealed interface Outcome {}

  /// In a block.
  record Included(BlockNumber block) implements Outcome {}

  /// The chain has it as it is; nothing was sent.
  record Unchanged() implements Outcome {}

  /// The chain says no; trying the same again does not help.
  record Refused(String why) implements Outcome {}

  /// The chain takes it from this block on, not before; trying again then helps.
  record TooEarly(BlockNumber from, String why) implements Outcome {}

  /// The chain cannot be reached now, or it is not known whether it has it.
  record Unreachable(String cause) implements Outcome {}
}
