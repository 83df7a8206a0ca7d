package io.byteleap.chain.rpc;

import static io.byteleap.chain.rpc.RpcWorld.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.rpc.RpcNews.Began;
import io.byteleap.chain.rpc.RpcNews.Completed;
import io.byteleap.chain.rpc.RpcNews.Ended;
import io.byteleap.chain.rpc.RpcNews.Interrupted;
import io.byteleap.chain.rpc.RpcNews.Item;
import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RpcSubscriptionTest {
  private static final RpcSubscription HEADS = new RpcSubscription.NewHeads();
  private static final RpcSubscription EXTRINSIC = RpcSubscription.WatchExtrinsic.of("0x1902");
  private static final String BLOCK = "0x" + "ab".repeat(32);

  private final RpcWorld world = new RpcWorld();
  private final ScriptedNode node = world.node();
  private final RpcClient client = world.client(node.url());
  private final TestProbe<RpcNews> listener = world.probe();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void newHeads_areTold_andBeginAgainAfterALostConnection() {
    var session = subscribed(HEADS);
    session.item("chain_newHead", "sub", "{\"number\":\"0x10\"}");
    assertThat(item()).isEqualTo("0x10");

    session.cut();

    assertThat(listener.expectMessageClass(Interrupted.class).why().absence())
        .isEqualTo(Absence.CONNECTION_LOST);
    var next = world.arrival(node);
    var asked = next.next();
    assertThat(asked.method()).isEqualTo("chain_subscribeNewHeads");
    next.answer(asked, "\"other\"");
    listener.expectMessage(new Began());
    next.item("chain_newHead", "sub", "{\"number\":\"0x11\"}"); // of the connection before
    next.item("chain_newHead", "other", "{\"number\":\"0x12\"}");
    assertThat(item()).isEqualTo("0x12");
  }

  @Test
  void extrinsic_isFollowedToItsEnd() {
    var session = subscribed(EXTRINSIC);

    session.item("author_extrinsicUpdate", "sub", "\"ready\"");
    session.item("author_extrinsicUpdate", "sub", "{\"inBlock\":\"" + BLOCK + "\"}");
    session.item("author_extrinsicUpdate", "sub", "{\"finalized\":\"" + BLOCK + "\"}");

    assertThat(status()).isEqualTo(new ExtrinsicStatus.Waiting());
    assertThat(status()).isEqualTo(new ExtrinsicStatus.InBlock(BLOCK));
    assertThat(status()).isEqualTo(new ExtrinsicStatus.Finalized(BLOCK));
    listener.expectMessage(new Completed());
    session.cut();
    world.arrival(node);
    listener.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void extrinsic_endsWithTheConnection_andIsNotHandedInTwice() {
    var session = subscribed(EXTRINSIC);

    session.cut();

    var why = listener.expectMessageClass(Ended.class).why();
    assertThat(why)
        .isInstanceOfSatisfying(
            Unreachable.class, lost -> assertThat(lost.absence().maybeDone()).isTrue());
    assertThat(RpcWorld.text(world.answered(client, world.arrival(client, node))))
        .isEqualTo("next");
  }

  @Test
  void extrinsic_isNotHandedInWithoutAConnection() {
    node.connected();
    node.close();
    soon().until(() -> !world.isConnectedTo(client, node));

    client.link().tell(new RpcLink.Subscribe(EXTRINSIC, listener.ref()));

    assertThat(listener.expectMessageClass(Ended.class).why())
        .isInstanceOfSatisfying(
            Unreachable.class, absent -> assertThat(absent.absence().maybeDone()).isFalse());
  }

  @Test
  void refusedExtrinsic_saysWhy() {
    var session = connected();
    client.link().tell(new RpcLink.Subscribe(EXTRINSIC, listener.ref()));

    session.fail(
        session.next(),
        """
        {"code":1010,"message":"Invalid Transaction","data":"Custom error: 6"}\
        """);

    listener.expectMessage(
        new Ended(new Failed(1_010, Label.of("Invalid Transaction"), Label.of("Custom error: 6"))));
  }

  @Test
  void subscriptionThatTheNodeEnds_ends() {
    var session = subscribed(HEADS);

    session.send(
        """
        {"jsonrpc":"2.0","method":"chain_newHead",\
        "params":{"subscription":"sub","error":{"code":5,"message":"lagged"}}}\
        """);

    listener.expectMessage(new Ended(new Failed(5, Label.of("lagged"), Label.NONE)));
  }

  @Test
  void itemsBeforeTheConfirmation_areKept_andThoseOfOthersAreNot() {
    var session = connected();
    client.link().tell(new RpcLink.Subscribe(HEADS, listener.ref()));
    var asked = session.next();

    session.item("chain_newHead", "sub", "{\"number\":\"0x1\"}");
    session.item("chain_newHead", "strange", "{\"number\":\"0x2\"}");
    session.answer(asked, "\"sub\"");
    session.item("chain_newHead", "sub", "{\"number\":\"0x3\"}");

    listener.expectMessage(new Began());
    assertThat(item()).isEqualTo("0x1");
    assertThat(item()).isEqualTo("0x3");
  }

  @Test
  void subscriptionWithoutAName_isGarbled() {
    var session = connected();
    client.link().tell(new RpcLink.Subscribe(HEADS, listener.ref()));

    session.answer(session.next(), "{}");

    assertThat(listener.expectMessageClass(Ended.class).why().toString())
        .contains("cannot be read: a subscription without a name");
  }

  @Test
  void confirmationThatDoesNotCome_endsTheSubscription() {
    var session = connected();
    client.link().tell(new RpcLink.Subscribe(EXTRINSIC, listener.ref()));
    session.next();

    world.pass(Duration.ofSeconds(30));

    assertThat(listener.expectMessageClass(Ended.class).why())
        .isEqualTo(Unreachable.of(Absence.TIMED_OUT, ""));
  }

  @Test
  void listenerThatUnsubscribesOrStops_isNotToldAnyMore_norAskedFor() {
    var session = subscribed(HEADS);

    client.link().tell(new RpcLink.Unsubscribe(listener.ref()));

    var end = session.next();
    assertThat(end.method()).isEqualTo("chain_unsubscribeNewHeads");
    assertThat(end.params().toString()).isEqualTo("[\"sub\"]");
    session.answer(end, "true");
    session.item("chain_newHead", "sub", "{\"number\":\"0x3\"}");
    TestProbe<RpcNews> other = world.probe();
    client.link().tell(new RpcLink.Subscribe(HEADS, other.ref()));
    session.answer(session.next(), "7");
    other.expectMessage(new Began());
    other.stop();
    assertThat(session.next().params().toString()).isEqualTo("[\"7\"]");
    listener.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void listenerThatGoesBeforeTheConfirmation_isEndedAtTheNode() {
    var session = connected();
    client.link().tell(new RpcLink.Subscribe(HEADS, listener.ref()));
    var asked = session.next();
    client.link().tell(new RpcLink.Unsubscribe(listener.ref()));
    assertThat(RpcWorld.text(world.answered(client, session))).isEqualTo("next");

    session.answer(asked, "\"sub\"");

    assertThat(session.next().method()).isEqualTo("chain_unsubscribeNewHeads");
    listener.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void listener_hasOneSubscription_theLast() {
    var session = subscribed(HEADS);

    client.link().tell(new RpcLink.Subscribe(EXTRINSIC, listener.ref()));

    assertThat(session.next().method()).isEqualTo("chain_unsubscribeNewHeads");
    var asked = session.next();
    assertThat(asked.method()).isEqualTo("author_submitAndWatchExtrinsic");
    assertThat(asked.params().toString()).isEqualTo("[\"0x1902\"]");
    session.answer(asked, "\"watch\"");
    listener.expectMessage(new Began());
  }

  @Test
  void subscriptionsBeyondTheBound_areRefused() {
    var session = connected();
    for (int i = 0; i < RpcLink.SUBSCRIPTIONS_MAX; i++) {
      TestProbe<RpcNews> each = world.probe();
      client.link().tell(new RpcLink.Subscribe(HEADS, each.ref()));
      session.answer(session.next(), "\"s" + i + "\"");
      each.expectMessage(new Began());
    }

    client.link().tell(new RpcLink.Subscribe(HEADS, listener.ref()));

    listener.expectMessage(new Ended(Unreachable.of(Absence.TOO_MANY, "subscriptions")));
  }

  @Test
  void preferredNodeThatIsBack_takesTheHeads_butNotTheExtrinsic() {
    var first = world.node();
    int port = first.port();
    var second = world.node();
    first.close();
    var both = world.client(NodeUrl.parse("ws://127.0.0.1:" + port + "/"), second.url());
    var session = world.arrival(both, second);
    TestProbe<RpcNews> watcher = world.probe();
    both.link().tell(new RpcLink.Subscribe(HEADS, listener.ref()));
    both.link().tell(new RpcLink.Subscribe(EXTRINSIC, watcher.ref()));
    session.answer(session.next(), "\"heads\"");
    session.answer(session.next(), "\"watch\"");
    listener.expectMessage(new Began());
    watcher.expectMessage(new Began());

    var back = world.nodeOn(port);
    var preferred = world.comeback(both, back);
    var again = preferred.next();
    assertThat(again.method()).isEqualTo("chain_subscribeNewHeads");
    preferred.answer(again, "\"again\"");
    assertThat(session.next().method()).isEqualTo("chain_unsubscribeNewHeads");
    assertThat(preferred.hasRequests()).isFalse();
    session.item("author_extrinsicUpdate", "watch", "{\"finalized\":\"" + BLOCK + "\"}");
    watcher.expectMessageClass(Item.class);
    watcher.expectMessage(new Completed());
    listener.expectMessage(new Began());
  }

  private ScriptedNode.Session connected() {
    var session = node.connected();
    soon().until(() -> world.isConnectedTo(client, node));
    return session;
  }

  private ScriptedNode.Session subscribed(RpcSubscription subscription) {
    var session = connected();
    client.link().tell(new RpcLink.Subscribe(subscription, listener.ref()));
    session.answer(session.next(), "\"sub\"");
    listener.expectMessage(new Began());
    return session;
  }

  private String item() {
    return listener.expectMessageClass(Item.class).value().object().text("number");
  }

  private ExtrinsicStatus status() {
    return ExtrinsicStatus.read(listener.expectMessageClass(Item.class).value());
  }
}
