package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
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
