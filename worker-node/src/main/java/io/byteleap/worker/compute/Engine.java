package io.byteleap.worker.compute;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Does work of kind `W` for challenges, beside the actors.
public interface Engine<W> {
  /// How many processor cores a job uses.
  int cores();

  /// Why this engine will not do the work; empty when it will.
  Optional<String> refusal(W work);

  Job start(W work);

  /// One piece of work under way.
  interface Job {
    /// What came of it. Fails when the job breaks or is cancelled.
    CompletionStage<TaskProduct> product();

    /// Gives the work up; what did it is free within milliseconds.
    void cancel();
  }
}
