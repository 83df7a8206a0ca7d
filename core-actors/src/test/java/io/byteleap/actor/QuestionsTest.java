package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class QuestionsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private record Question(String text, ActorRef<String> replyTo) {}

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void answer_arrives_onTheActorSystemsThreads() {
    var asked = KIT.createTestProbe(Question.class);
    var questions = new Questions(KIT.system(), Duration.ofSeconds(20));
    var heard =
        questions
            .<Question, String>ask(asked.ref(), replyTo -> new Question("hello", replyTo))
            .thenApply(answer -> answer + " on " + Thread.currentThread().getName())
            .toCompletableFuture();

    var question = asked.receiveMessage();
    question.replyTo().tell(question.text());

    assertThat(heard.join()).startsWith("hello on " + KIT.system().name());
  }

  /// An actor that asks `whom` and tells `listener` what it hears.
  private static Behavior<String> asking(
      ActorRef<Question> whom, Duration patience, ActorRef<String> listener) {
    return Behaviors.setup(
        context -> {
          Questions.<String, Question, String>ask(
              context,
              whom,
              patience,
              replyTo -> new Question("hello", replyTo),
              (answer, failure) -> failure == null ? answer : FailureCause.text(failure));
          return Behaviors.receiveMessage(
              heard -> {
                listener.tell(heard);
                return Behaviors.same();
              });
        });
  }

  @Test
  void actorThatAsks_hearsTheAnswer_orThatThereIsNone() {
    var asked = KIT.createTestProbe(Question.class);
    var listener = KIT.createTestProbe(String.class);

    KIT.spawn(asking(asked.ref(), Duration.ofSeconds(20), listener.ref()));
    asked.receiveMessage().replyTo().tell("you");
    listener.expectMessage("you");

    KIT.spawn(asking(asked.ref(), Duration.ofMillis(20), listener.ref()));
    assertThat(listener.receiveMessage()).contains("TimeoutException", "20 ms");
  }

  @Test
  void silence_longerThanPatience_fails() {
    var silent = KIT.spawn(Behaviors.<Question>ignore());
    var questions = new Questions(KIT.system(), Duration.ofMillis(20));

    var heard =
        questions
            .<Question, String>ask(silent, replyTo -> new Question("hello", replyTo))
            .toCompletableFuture();

    assertThatThrownBy(heard::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }
}
