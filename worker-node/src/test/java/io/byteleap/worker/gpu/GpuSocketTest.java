package io.byteleap.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.wire.gpu.GpuTask;
import io.byteleap.worker.gpu.GpuServerDouble.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class GpuSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final GpuCommand.Submit SUBMIT =
      new GpuCommand.Submit(
          new GpuTask(
              new MatrixSeed("00112233445566778899aabbccddeeff"),
              new GpuTask.AllGpus(),
              128,
              new GpuTask.Iterations(1)));

  @TempDir private Path folder;

  private GpuServerDouble server;
  private GpuSocket socket;

  @BeforeEach
  void start() throws IOException {
    server = GpuServerDouble.listening(folder.resolve("s"));
    socket = new GpuSocket(folder.resolve("s"), SocketPeer.ownOrRoot());
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  static Stream<GpuCommand> commands() {
    var gpu = GpuServerDouble.GPUS.getFirst();
    return Stream.of(
        new GpuCommand.Ping(),
        new GpuCommand.GetInfo(),
        SUBMIT,
        new GpuCommand.GetCoordinates(gpu, List.of(new Coordinate(0, 1), new Coordinate(127, 0))),
        new GpuCommand.GetRows(gpu, List.of(3, 0)),
        new GpuCommand.ClearResults(new GpuCommand.AllUnits()),
        new GpuCommand.ClearResults(new GpuCommand.OneUnit(gpu)),
        new GpuCommand.AdjustPool(1));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void command_isHeardAsItIs_andAnswered(GpuCommand command) {
    ask(SUBMIT);

    var reply = ask(command);

    assertThat(reply).isInstanceOf(GpuReply.Answered.class);
    assertThat(((GpuReply.Answered) reply).answer()).isNotInstanceOf(GpuAnswer.Failed.class);
    assertThat(server.heard).last().isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CLOSES_AT_ONCE     | EOFException: the server closed the connection before its answer was complete
          DIES_IN_ITS_ANSWER | EOFException: the server closed the connection before its answer was complete
          TOO_LONG           | an answer that is none: a frame of 16777217 bytes, 1 to 16777216 are read
          EMPTY              | an answer that is none: a frame of 0 bytes, 1 to 16777216 are read
          NO_JSON            | an answer that is none:
          TWO_ANSWERS        | an answer that is none: more than one answer to one question
          ANOTHER_ANSWER     | an answer that is none: pong: is required
          """)
  void faultOfTheServer_isNamed_andTheNextQuestionIsAnswered(Fault fault, String why) {
    server.misbehaves(GpuCommand.Ping.class, fault);

    var reply = ask(new GpuCommand.Ping());

    assertThat(((GpuReply.Broken) reply).why().value()).startsWith(why);
    server.misbehaves(GpuCommand.Ping.class, Fault.NONE);
    assertThat(ask(new GpuCommand.Ping())).isInstanceOf(GpuReply.Answered.class);
  }

  @Test
  void serverThatHangs_isLeft_whenTheTimeIsOver() {
    server.misbehaves(GpuCommand.Ping.class, Fault.HANGS);

    var reply = socket.ask(new GpuCommand.Ping(), Duration.ofMillis(50)).join();

    assertThat(reply).isEqualTo(GpuReply.broken("no answer within 50 ms"));
    Awaitility.await().until(server::isLeftAlone);
  }

  @Test
  void questionThatIsGivenUp_leavesTheServer() {
    server.misbehaves(GpuCommand.Submit.class, Fault.HANGS);
    var reply = socket.ask(SUBMIT, PATIENCE);
    Awaitility.await().until(() -> server.wasAsked(GpuCommand.Submit.class));
    assertThat(socket.isComputing()).isTrue();

    reply.cancel(true);

    Awaitility.await().until(server::isLeftAlone);
    assertThat(socket.isComputing()).isFalse();
  }

  @Test
  void tooManyQuestionsAtOnce_areRefused() {
    server.misbehaves(GpuCommand.Ping.class, Fault.HANGS);
    List<CompletableFuture<GpuReply>> replies = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      replies.add(socket.ask(new GpuCommand.Ping(), PATIENCE));
    }

    assertThat(replies.getLast().join())
        .isEqualTo(GpuReply.broken("more than 8 questions at once"));
    socket.abort("enough");
    assertThat(replies.subList(0, 8))
        .allSatisfy(reply -> assertThat(reply).isCompletedWithValue(GpuReply.broken("enough")));
  }

  @Test
  void nobodyThere_isAnAnswerToo() throws IOException {
    server.close();
    try (var other = new GpuSocket(folder.resolve("none"), SocketPeer.ownOrRoot())) {
      assertThat(ask(new GpuCommand.Ping())).isInstanceOf(GpuReply.Broken.class);
      assertThat(other.ask(new GpuCommand.Ping(), PATIENCE).join())
          .isInstanceOf(GpuReply.Broken.class);
    }
  }

  @Test
  void serverOfAnotherUser_isNotAsked() {
    try (var wary = new GpuSocket(folder.resolve("s"), new SocketPeer(Set.of("nobody-here")))) {
      var reply = wary.ask(new GpuCommand.Ping(), PATIENCE).join();

      assertThat(((GpuReply.Broken) reply).why().value())
          .contains("the server is a process of the user");
      assertThat(server.heard).isEmpty();
    }
  }

  @Test
  void closedSocket_asksNobody() {
    socket.close();

    assertThat(ask(new GpuCommand.Ping())).isEqualTo(GpuReply.broken("the worker stops"));
  }

  private GpuReply ask(GpuCommand command) {
    return socket.ask(command, PATIENCE).join();
  }
}
