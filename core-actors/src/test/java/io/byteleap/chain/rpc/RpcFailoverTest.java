package io.byteleap.chain.rpc;

import static io.byteleap.chain.rpc.RpcWorld.HEAD;
import static io.byteleap.chain.rpc.RpcWorld.TIMING;
import static io.byteleap.chain.rpc.RpcWorld.absence;
import static io.byteleap.chain.rpc.RpcWorld.join;
import static io.byteleap.chain.rpc.RpcWorld.soon;
import static io.byteleap.chain.rpc.RpcWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.rpc.RpcResult.Absence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which of several nodes is used, and what becomes of requests while none is.
final class RpcFailoverTest {
  private final RpcWorld world = new RpcWorld();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void preferredNode_isUsed_whileItIsThere() {
    var first = world.node();
    var second = world.node();
    var client = world.client(first.url(), second.url());

    assertThat(text(world.answered(client, first.connected()))).isEqualTo("next");
    assertThat(second.connectedWithin(0)).isEmpty();
  }

  @Test
  void requestsBeforeTheFirstConnection_waitForIt_evenAtTheSecondNode() {
    var first = world.node();
    var second = world.node();
    first.close();
    var client = world.client(first.url(), second.url());
    var result = client.call(HEAD);

    var session = world.arrival(second);
    session.answer(session.next(), "\"waited\"");

    assertThat(text(result)).isEqualTo("waited");
    assertThat(world.isConnectedTo(client, second)).isTrue();
  }

  @Test
  void noNode_isSaidAtOnce_andTriedAgainForEver() {
    var node = world.node();
    int port = node.port();
    node.close();
    var client = world.client(NodeUrl.parse("ws://127.0.0.1:" + port + "/"));
    soon().until(() -> world.isAway(client));

    assertThat(absence(client.call(HEAD))).isEqualTo(Absence.NOT_CONNECTED);
    world.pass(Duration.ofMinutes(10));
    var back = world.nodeOn(port);
    assertThat(text(world.answered(client, world.arrival(client, back)))).isEqualTo("next");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"isSyncing\":true}'|'\"0x22\"'|it has not caught up with the chain yet",
        "'{\"isSyncing\":false}'|null|it does not know the first block of its chain",
        "'{\"isSyncing\":false}'|'\"0x22\"'|it does not know the first block of its chain",
        "7|{}|it does not know the first block of its chain",
      })
  void nodeThatIsOfNoUse_isLeft(String health, String genesis, String why) {
    var node = world.node();
    node.health = health;
    node.genesis = genesis;

    var client = world.client(node.url());

    assertThat(node.connected().end()).isEqualTo(1_000);
    soon().until(() -> world.isAway(client));
    assertThat(world.status(client).toString()).contains(why);
  }

  @Test
  void nodeThatAcceptsAndSaysNothing_isPassedOver() {
    var first = world.node();
    var second = world.node();
    first.health = "";
    var client = world.client(first.url(), second.url());
    var result = client.call(HEAD.within(TIMING.dial().multipliedBy(2)));
    assertThat(first.connected().next().method()).isEqualTo("system_health");

    world.pass(TIMING.dial());

    var session = world.arrival(second);
    session.answer(session.next(), "\"found\"");
    assertThat(text(result)).isEqualTo("found");
  }

  @Test
  void nodeOfAnotherChain_isNotUsedInsteadOfOurs() {
    var ours = world.node();
    var other = world.node();
    other.genesis = '"' + "0x" + "00".repeat(32) + '"';
    var client = world.client(ours.url(), other.url());
    assertThat(text(world.answered(client, ours.connected()))).isEqualTo("next");

    ours.close();

    assertThat(world.arrival(other).end()).isEqualTo(1_000);
    world.passUntil(() -> world.isAway(client));
    assertThat(world.status(client).toString()).contains("no node of the chain can be reached");
  }

  @Test
  void lostNode_isReplacedByTheNextInOrder() {
    var nodes = List.of(world.node(), world.node(), world.node());
    var client = world.client(nodes.get(0).url(), nodes.get(1).url(), nodes.get(2).url());
    var session = nodes.get(0).connected();
    assertThat(text(world.answered(client, session))).isEqualTo("next");

    session.cut();

    assertThat(text(world.answered(client, world.arrival(client, nodes.get(1))))).isEqualTo("next");
    assertThat(nodes.get(2).connectedWithin(0)).isEmpty();
  }

  @Test
  void preferredNode_isReturnedTo_andTheOtherStillAnswersWhatItWasAsked() {
    var first = world.node();
    int port = first.port();
    first.close();
    var second = world.node();
    var client = world.client(NodeUrl.parse("ws://127.0.0.1:" + port + "/"), second.url());
    var session = world.arrival(client, second);
    assertThat(text(world.answered(client, session))).isEqualTo("next");
    var before = client.call(HEAD.within(Duration.ofHours(1)));
    var asked = session.next();

    var back = world.nodeOn(port);
    var preferred = world.comeback(client, back);

    assertThat(text(world.answered(client, preferred))).isEqualTo("next");
    session.answer(asked, "\"of the second\"");
    assertThat(text(before)).isEqualTo("of the second");
    assertThat(session.end()).isEqualTo(1_000);
  }

  @Test
  void preferredNodeThatIsStillAway_disturbsNothing() {
    var first = world.node();
    first.close();
    var second = world.node();
    var client = world.client(first.url(), second.url());
    var session = world.arrival(client, second);

    for (int i = 0; i < 3; i++) {
      assertThat(text(world.answered(client, session))).isEqualTo("next");
      world.pass(TIMING.preferredAgain());
      assertThat(text(world.answered(client, session))).isEqualTo("next");
    }

    assertThat(world.isConnectedTo(client, second)).isTrue();
  }

  @Test
  void nodeThatHangsUpAgainAndAgain_isNotDialledFasterAndFaster() {
    var node = world.node();
    var client = world.client(node.url());
    node.connected().cut();
    world.arrival(node).cut();
    world.arrival(node).cut();
    soon().until(() -> !world.isConnectedTo(client, node));

    world.pass(Duration.ofMillis(500)); // the third pause is 0.8 s, a fifth more or less

    assertThat(node.connectedWithin(50)).isEmpty();
    assertThat(text(world.answered(client, world.arrival(client, node)))).isEqualTo("next");
  }

  @Test
  void requestsBeyondTheBound_areRefusedWhileConnecting_andTheOthersTimeOut() {
    var node = world.node();
    node.health = "";
    var client = world.client(node.url());
    List<CompletionStage<RpcResult>> results = new ArrayList<>();
    for (int i = 0; i <= WaitingCalls.MAX; i++) {
      results.add(client.call(HEAD));
    }

    assertThat(absence(results.getLast())).isEqualTo(Absence.TOO_MANY);
    world.pass(RpcWorld.TIMEOUT);
    assertThat(results.subList(0, WaitingCalls.MAX))
        .allSatisfy(result -> assertThat(absence(result)).isEqualTo(Absence.NOT_CONNECTED));
  }

  /// Many callers, and a node whose connections end while they ask: each gets one result, and after
  /// it nothing is left behind that would hold the next one up.
  @Test
  void everyRequest_getsItsResult_whateverTheConnectionDoes() {
    var node = world.node();
    var client = world.client(node.url());
    List<CompletionStage<RpcResult>> results = new ArrayList<>();
    var session = world.arrival(client, node);
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 100; i++) {
        results.add(client.call(HEAD));
      }
      for (int i = 0; i < 30; i++) {
        session.answer(session.next(), "\"good\"");
      }
      session.cut();
      for (int i = 0; i < 30; i++) {
        results.add(client.call(HEAD));
      }
      session = world.arrival(client, node);
    }
    world.pass(RpcWorld.TIMEOUT.plus(Duration.ofSeconds(1)));

    assertThat(results).hasSize(520).allSatisfy(result -> assertThat(join(result)).isNotNull());
    long good = results.stream().filter(r -> join(r) instanceof RpcResult.Answered).count();
    assertThat(good).isBetween(1L, 120L);
  }
}
