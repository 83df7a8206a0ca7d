package io.byteleap.chain.rpc;

import static io.byteleap.chain.rpc.RpcWorld.absence;
import static io.byteleap.chain.rpc.RpcWorld.join;
import static io.byteleap.chain.rpc.RpcWorld.soon;
import static io.byteleap.chain.rpc.RpcWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests over one connection to a real socket, under a clock that the test moves.
final class RpcLinkTest {
  private static final Duration TIMEOUT = RpcWorld.TIMEOUT;
  private static final RpcRequest HEAD = RpcWorld.HEAD;

  private static final RpcSettings.Timing PINGING = RpcSettings.Timing.USUAL;

  private final RpcWorld world = new RpcWorld();
  private final ScriptedNode node = world.node();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void request_isWrittenAsTheNodeReadsIt_andAnswered() {
    var client = world.client(node.url());
    var session = node.connected();

    var result =
        client.call(
            RpcRequest.of(
                "state_queryStorageAt",
                TIMEOUT,
                RpcParam.list(RpcParam.of("0x26aa"), RpcParam.of("0x2f")),
                RpcParam.NULL,
                RpcParam.of(7)));

    var asked = session.next();
    assertThat(asked.method()).isEqualTo("state_queryStorageAt");
    assertThat(asked.params().toString()).isEqualTo("[[\"0x26aa\",\"0x2f\"],null,7]");
    session.answer(asked, "\"0xbeef\"");
    assertThat(text(result)).isEqualTo("0xbeef");
  }

  @Test
  void answers_findTheirRequests_inAnyOrder() {
    var client = world.client(node.url());
    var session = node.connected();
    var first = client.call(HEAD);
    var second = client.call(HEAD);
    var asked = List.of(session.next(), session.next());

    session.answer(asked.get(1), "\"second\"");
    session.answer(asked.get(0), "\"first\"");

    assertThat(text(first)).isEqualTo("first");
    assertThat(text(second)).isEqualTo("second");
    assertThat(asked.get(0).id()).isNotEqualTo(asked.get(1).id());
  }

  @Test
  void error_isAFailureWithItsCodeAndData() {
    var client = world.client(node.url());
    var session = node.connected();
    var stale = client.call(HEAD);
    var odd = client.call(HEAD);

    session.fail(
        session.next(),
        """
        {"code":1010,"message":"Invalid Transaction","data":"Transaction is outdated"}\
        """);
    session.fail(session.next(), "{\"code\":-32000,\"message\":\"a\\nb\",\"data\":{\"x\":1}}");

    assertThat(join(stale))
        .isEqualTo(
            new Failed(
                1_010, Label.of("Invalid Transaction"), Label.of("Transaction is outdated")));
    assertThat(join(odd)).isEqualTo(new Failed(-32_000, Label.of("a?b"), Label.NONE));
  }

  @Test
  void answerThatCannotBeRead_isNamed_andTheOthersGoOn() {
    var client = world.client(node.url());
    var session = node.connected();
    var empty = client.call(HEAD);
    var crooked = client.call(HEAD);
    var good = client.call(HEAD);

    var asked = session.next();
    session.send("{\"jsonrpc\":\"2.0\",\"id\":" + asked.id() + "}");
    session.fail(session.next(), "\"no\"");
    session.answer(session.next(), "null");

    assertThat(absence(empty)).isEqualTo(Absence.GARBLED);
    assertThat(absence(crooked)).isEqualTo(Absence.GARBLED);
    assertThat(((Answered) join(good)).value().optionalText()).isEmpty();
  }

  @Test
  void messagesThatNobodyAskedFor_arePassedOver() {
    var client = world.client(node.url());
    var session = node.connected();
    var result = client.call(HEAD);
    var asked = session.next();

    session.send("{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":1}");
    session.send("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":1,\"message\":\"x\"}}");
    session.send("{\"jsonrpc\":\"2.0\",\"method\":\"chain_newHead\",\"params\":[]}");
    session.send("{}");
    session.item("chain_newHead", "nobody's", "{}");
    session.sendBinary();
    session.answer(asked, "\"still here\"");
    session.answer(asked, "\"twice\"");

    assertThat(text(result)).isEqualTo("still here");
    assertThat(text(world.answered(client, session))).isEqualTo("next");
  }

  @Test
  void messageInParts_isPutTogether() {
    var client = world.client(node.url());
    var session = node.connected();
    String large = "ä".repeat(1_500_000);
    var result = client.call(HEAD);

    session.sendInParts(ScriptedNode.Session.answerText(session.next(), '"' + large + '"'), 60_000);

    assertThat(text(result)).isEqualTo(large);
  }

  @Test
  void messageBeyondTheBound_endsTheConnection() {
    var client = world.client(node.url());
    var session = node.connected();
    var result = client.call(HEAD);

    session.sendInParts(
        ScriptedNode.Session.answerText(
            session.next(), '"' + "x".repeat(RpcMessage.SIZE_MAX) + '"'),
        1 << 20);

    assertThat(join(result).toString()).contains("lost").contains("more than 16777216 bytes");
  }

  @Test
  void garbage_endsTheConnection_andTheNextOneIsUsed() {
    var client = world.client(node.url());
    var session = node.connected();
    var result = client.call(HEAD);
    session.next();

    session.send("<html>502 Bad Gateway</html>");

    assertThat(absence(result)).isEqualTo(Absence.GARBLED);
    assertThat(session.end()).isEqualTo(1_000);
    assertThat(text(world.answered(client, world.arrival(client, node)))).isEqualTo("next");
  }

  @Test
  void connectionThatIsCutOrClosed_isNamed_andTheNextOneIsUsed() {
    var client = world.client(node.url());
    var session = node.connected();
    var cut = client.call(HEAD);
    session.next();
    session.cut();

    assertThat(absence(cut)).isEqualTo(Absence.CONNECTION_LOST);
    var second = world.arrival(client, node);
    var closed = client.call(HEAD);
    second.next();
    second.close(1_001);
    assertThat(join(closed).toString()).contains("lost").contains("code 1001 going");
    assertThat(text(world.answered(client, world.arrival(client, node)))).isEqualTo("next");
  }

  @Test
  void requestThatIsNotAnswered_timesOut_andALateAnswerIsNobodys() {
    var client = world.client(node.url());
    var session = node.connected();
    var result = client.call(HEAD);
    var asked = session.next();

    world.pass(TIMEOUT);

    assertThat(absence(result)).isEqualTo(Absence.TIMED_OUT);
    session.answer(asked, "\"too late\"");
    assertThat(text(world.answered(client, session))).isEqualTo("next");
  }

  @Test
  void nodeThatLeavesRequestsUnanswered_isGivenUp_thoughItsSocketLives() {
    var client = world.client(node.url());
    var session = node.connected();

    for (int i = 0; i < RpcConnection.TIMEOUTS_IN_ROW_MAX; i++) {
      var result = client.call(HEAD);
      session.next();
      world.pass(TIMEOUT);
      assertThat(absence(result)).isEqualTo(Absence.TIMED_OUT);
    }

    assertThat(session.end()).isEqualTo(1_000);
    assertThat(text(world.answered(client, world.arrival(client, node)))).isEqualTo("next");
  }

  @Test
  void nodeThatIsDeaf_isNoticedByAPing() {
    node.answersPings = false;
    var client = world.client(PINGING, node.url());
    var session = node.connected();
    assertThat(text(world.answered(client, session))).isEqualTo("next");

    for (int i = 0; i < 3; i++) {
      world.pass(PINGING.keepAlive());
    }

    assertThat(session.end()).isEqualTo(1_000);
  }

  @Test
  void nodeThatIsQuiet_isKept() {
    var client = world.client(PINGING, node.url());
    var session = node.connected();

    for (int i = 0; i < 10; i++) {
      assertThat(text(world.answered(client, session))).isEqualTo("next"); // any pong is in by now
      world.pass(PINGING.keepAlive());
    }

    assertThat(world.status(client)).isInstanceOf(RpcLink.Connected.class);
    assertThat(node.connectedWithin(0)).isEmpty();
  }

  @Test
  void requestBeyondTheBounds_isRefusedAndNotSent() {
    var client = world.client(node.url());
    var session = node.connected();
    var large =
        client.call(
            RpcRequest.of(
                "author_submitExtrinsic",
                TIMEOUT,
                RpcParam.of("f".repeat(RpcConnection.REQUEST_SIZE_MAX))));

    assertThat(absence(large)).isEqualTo(Absence.TOO_LARGE);
    for (int i = 0; i < OpenCalls.WAITING_MAX; i++) {
      var _ = client.call(HEAD);
    }
    assertThat(absence(client.call(HEAD))).isEqualTo(Absence.TOO_MANY);
    assertThat(Absence.TOO_MANY.maybeDone()).isFalse();
    world.pass(TIMEOUT);
    assertThat(session.end()).isEqualTo(1_000); // so many unanswered are a stalled node
    assertThat(text(world.answered(client, world.arrival(client, node)))).isEqualTo("next");
  }

  @Test
  void linkThatStops_answersWhoWaits() {
    var client = world.client(node.url());
    node.connected().hasRequests();
    soon().until(() -> world.status(client) instanceof RpcLink.Connected);
    var result = client.call(HEAD);

    world.stop(client);

    assertThat(absence(result)).isIn(Absence.CONNECTION_LOST, Absence.NOT_CONNECTED);
  }
}
