package io.byteleap.worker.vm;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// Where an actor lets be done what blocks.
record Elsewhere<C>(ActorContext<C> context, Executor executor) {
  /// What the work gives, or `failed` makes of why it failed, comes back to the actor as a command.
  void run(Callable<C> work, Function<Label, C> failed) {
    var done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (VmProblem e) {
                return failed.apply(e.why());
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            executor);
    context.pipeToSelf(
        done,
        (command, failure) ->
            failure == null ? command : failed.apply(Label.of(FailureCause.text(failure))));
  }
}
