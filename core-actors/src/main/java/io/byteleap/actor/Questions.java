package io.byteleap.actor;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function2;

/// Asks actors, and goes on with what they say on the threads of the actor system. What follows a
/// plain ask runs on the common pool instead, whose threads must wake up first for every step.
///
/// A stage fails when nobody answers within `patience`.
public record Questions(ActorSystem<?> system, Duration patience) {
  public <C, R> CompletionStage<R> ask(
      RecipientRef<C> recipient, Function<ActorRef<R>, C> question) {
    return AskPattern.<C, R>ask(recipient, question::apply, patience, system.scheduler())
        .thenApplyAsync(Function.identity(), system.executionContext());
  }

  /// Asks for `asker`, which hears the answer, or that there is none within `patience`, as the
  /// message that `heard` makes of it: of its two arguments one is null.
  public static <A, C, R> void ask(
      ActorContext<A> asker,
      RecipientRef<C> recipient,
      Duration patience,
      Function<ActorRef<R>, C> question,
      Function2<R, Throwable, A> heard) {
    var answer = new Questions(asker.getSystem(), patience).<C, R>ask(recipient, question);
    asker.pipeToSelf(answer, heard);
  }
}
