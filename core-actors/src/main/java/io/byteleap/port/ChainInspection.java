package io.byteleap.port;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.weights.WeightVector.Weights;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/// The subnet as people look at it: its members, and the weights that each validator has set, at
/// one block. Stages never fail: what goes wrong is an outcome.
public interface ChainInspection {
  CompletionStage<Inspection> inspect(Moment moment);

  sealed interface Moment {}

  /// The newest block.
  record Now() implements Moment {}

  record At(BlockNumber block) implements Moment {}

  sealed interface Inspection {}

  /// `weights` are those that are visible, by the uid of who set them.
  record Shown(Metagraph metagraph, SortedMap<Uid, Weights> weights) implements Inspection {
    public Shown {
      weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }
  }

  /// The chain cannot be asked now, or does not know that block any more.
  record NotShown(String why) implements Inspection {}
}
