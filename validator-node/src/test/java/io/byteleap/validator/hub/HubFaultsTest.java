package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.rpc.OwnCertificate;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.session.HubOffer;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Signers;
import io.byteleap.json.JsonObject;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.Verifier;
import io.byteleap.port.HubTasks;
import io.byteleap.wire.hub.HubFrame;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubReport.Ack;
import io.byteleap.wire.hub.HubReport.Heartbeat;
import io.byteleap.wire.hub.HubSession.PinnedHub;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.MessageId;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hubs that are not the right one, or do not do what they should: what the link makes of it.
final class HubFaultsTest {
  private static final Duration SHORT = Duration.ofSeconds(5);

  private HubWorld world = new HubWorld();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void anotherHubThanThePinnedOne_isLeft_andTriedAgain() {
    var link = world.link(pinned("5TheHub"));

    HubSide.shaken(world.arrival(), HubWorld.HUB);

    world.awaitAway(link, "serverHotkey: is not the pinned one");
    HubSide.shaken(world.arrival(), new Hotkey("5TheHub"));
    world.awaitConnected(link);
  }

  @Test
  void hubThatRefusesTheToken_isTriedAgain_andItsCodeIsSaid() {
    var link = world.link();
    var connection = world.arrival();
    connection.next();
    connection.send(
        """
        {"type":"MESH_ERROR_V1","timestamp":1,"data":{"code":4001,"message":"bad token"}}\
        """);

    world.awaitAway(link, "it refuses the handshake, code 4001 bad token");
    assertThat(world.health.isReady()).isTrue();
    world.greeted();
    world.awaitConnected(link);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "{}",
        "{\"type\":\"MESH_SESSION_INIT_RESPONSE_V1\",\"data\":{\"sessionId\":\"s\"}}",
        "{\"type\":\"MESH_HEARTBEAT_V1\",\"data\":{}}"
      })
  void answerToTheHandshake_thatIsNone_endsTheConnection(String answer) {
    var link = world.link();
    var connection = world.arrival();
    connection.next();

    connection.send(answer);

    world.awaitAway(link, "its answer cannot be read");
    connection.end();
  }

  @Test
  void hubThatDoesNotAnswerTheHandshake_isGivenUp() {
    var link = world.impatientLink(SHORT, Duration.ofDays(1));
    var connection = world.hub.connected();
    connection.next();

    world.pass(SHORT);

    world.awaitAway(link, "it does not answer the handshake");
    connection.end();
  }

  @Test
  void hubThatGoesSilent_isPinged_andGivenUp() {
    world.hub.answersPings = false;
    var link = world.impatientLink(Duration.ofDays(1), SHORT);
    HubSide.shaken(world.hub.connected(), HubWorld.HUB);
    world.awaitConnected(link);

    world.pass(SHORT);
    world.pass(SHORT);
    world.pass(SHORT);

    world.awaitAway(link, "nothing was heard of it, in spite of a ping");
  }

  @Test
  void hubThatIsSilentButThere_isKept() {
    var link = world.impatientLink(Duration.ofDays(1), SHORT);
    HubSide.shaken(world.hub.connected(), HubWorld.HUB);
    world.awaitConnected(link);
    var since = world.status(link);

    world.pass(SHORT);
    world.pass(SHORT);

    assertThat(world.status(link)).isEqualTo(since);
  }

  @Test
  void hubThatCloses_isConnectedToAgain_afterAPause() {
    var link = world.link();
    var hub = world.greeted();
    world.awaitConnected(link);

    hub.connection().close(1_001);
    world.awaitAway(link, "it closed the connection, code 1001 going");
    assertThat(world.registry.get("byteleap.hub.connected").gauge().value()).isZero();

    world.greeted();
    world.awaitConnected(link);
    assertThat(world.count("byteleap.hub.sessions")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {4_001, 4_002, 4_011, 4_020})
  void hubThatHasLostTheSession_isGreetedAnew(int code) {
    var link = world.link();
    var hub = world.greeted();
    world.awaitConnected(link);

    hub.complain(code);

    world.awaitAway(link, "code " + code);
    world.greeted();
    world.awaitConnected(link);
  }

  @Test
  void otherComplaints_changeNothing() {
    var link = world.link();
    var hub = world.greeted();
    hub.complain(5_000);

    assertStillInSession(link, hub);
    assertThat(world.count("byteleap.hub.messages", "outcome", "error")).isEqualTo(1);
  }

  @Test
  void replayedMessage_isRefused_andNothingIsDoneTwice() {
    var link = world.link();
    var hub = world.greeted();
    String frame = hub.frame(new TaskPublish(task("once")), "m-once");

    hub.connection().send(frame);
    HubWorld.next(world.effects.storings).outcome().complete(HubTasks.Stored.NEW);
    assertThat(hub.next(Ack.class).messageId()).isEqualTo(new MessageId("m-once"));
    hub.connection().send(frame);

    assertStillInSession(link, hub);
    assertThat(world.count("byteleap.hub.messages", "outcome", "refused")).isEqualTo(1);
  }

  @Test
  void messagesOutOfOrder_areEachTakenOnce() {
    var link = world.link();
    var hub = world.greeted();
    String first = hub.frame(new TaskPublish(task("first")), "m-first");
    String second = hub.frame(new TaskPublish(task("second")), "m-second");

    hub.connection().send(second);
    hub.connection().send(first);
    for (String key : new String[] {"second", "first"}) {
      var storing = HubWorld.next(world.effects.storings);
      assertThat(storing.task().key()).isEqualTo(key);
      storing.outcome().complete(HubTasks.Stored.NEW);
    }

    assertThat(hub.next(Ack.class).messageId()).isEqualTo(new MessageId("m-second"));
    assertThat(hub.next(Ack.class).messageId()).isEqualTo(new MessageId("m-first"));
    assertStillInSession(link, hub);
  }

  @Test
  void messageUnderAnotherKey_andGarbage_areRefused_andTheSessionStays() {
    var link = world.link();
    var hub = world.greeted();
    String sealed = hub.frame(new TaskPublish(task("forged")), "m-forged");
    int at = sealed.indexOf("\"ciphertext\":\"") + "\"ciphertext\":\"".length();
    char other = sealed.charAt(at) == 'A' ? 'B' : 'A';

    hub.connection().send(sealed.substring(0, at) + other + sealed.substring(at + 1));
    hub.connection().send("garbage");
    hub.connection().send("{\"type\":\"MESH_TASK_PUBLISH_V1\",\"data\":{}}");

    assertStillInSession(link, hub);
    assertThat(world.count("byteleap.hub.messages", "outcome", "refused")).isEqualTo(3);
    assertThat(world.effects.storings).isEmpty();
  }

  @Test
  void nothingButGarbage_endsTheSession() {
    var link = world.link();
    var hub = world.greeted();
    for (int i = 0; i < 64; i++) {
      hub.connection().send("garbage " + i);
    }

    world.awaitAway(link, "too many messages in a row made no sense");
    hub.connection().end();
  }

  @Test
  void unknownMessages_areIgnored() {
    var link = world.link();
    var hub = world.greeted();
    hub.sayText("MESH_SOMETHING_NEW_V1", "{\"x\":1}", "m-unknown");

    assertStillInSession(link, hub);
    assertThat(world.count("byteleap.hub.messages", "outcome", "ignored")).isEqualTo(1);
  }

  @Test
  void strictHandshake_isSignedByBoth() {
    var link = world.link(strict());

    var hub = HubSide.signed(world.arrival(), Signers.BOB);
    world.awaitConnected(link);

    assertThat(world.status(link))
        .isInstanceOfSatisfying(
            HubLink.Connected.class,
            connected -> assertThat(connected.proof()).isEqualTo(HandshakeProof.SIGNED));
    var init = hub.init();
    var signed = (HubFrame.Signed) init.proof();
    var offer =
        new HubOffer(
            init.validator(),
            Signers.BOB.hotkey(),
            init.clientKey(),
            init.clientNonce(),
            signed.at());
    assertThat(
            Verifier.of(init.validator())
                .orElseThrow()
                .check(offer.signedText(), signed.signature()))
        .isEqualTo(SignatureCheck.GOOD);
  }

  @Test
  void strictHandshake_thatTheHubDoesNotSign_orAnotherSigns_isRefused() {
    var link = world.link(strict());

    HubSide.shaken(world.arrival(), Signers.BOB.hotkey());
    world.awaitAway(link, "it does not sign the handshake");
    HubSide.shaken(
        world.arrival(),
        Signers.BOB.hotkey(),
        (handshake, id) ->
            new HubFrame.Signed(
                Samples.T0, Signers.ALICE.sign(HubOffer.answerText(handshake, id, Samples.T0))));
    world.awaitAway(link, "its signature of the handshake is wrong");
    HubSide.signed(world.arrival(), Signers.ALICE);
    world.awaitAway(link, "serverHotkey: is");
  }

  @Test
  void hubBehindTls_isUsed_ifItsCertificateIsBelieved(@TempDir Path folder) {
    world.close();
    var certificate = OwnCertificate.of("ip:127.0.0.1", folder);
    world = new HubWorld(TestHub.secure(certificate.ofServer()));

    var stranger = world.link();
    world.awaitAway(stranger, "PKIX path building failed");
    var link = world.link(HubWorld.ANY_HUB, () -> HubWorld.trusting(certificate.ofClient()));
    world.greeted();

    assertThat(world.hub.url().toString()).startsWith("wss://");
    world.awaitConnected(link);
  }

  /// Whatever happens, the token and the frame that holds it stay out of the log.
  @Test
  void token_isNeverLogged() {
    try (var log = LoggedText.ofAll()) {
      var link = world.link();
      var refusing = world.arrival();
      String init = refusing.next();
      refusing.send(init);
      world.awaitAway(link, "it answers the handshake with something else");
      var hub = world.greeted();
      world.awaitConnected(link);
      hub.connection().send("{\"token\":\"" + HubWorld.TOKEN + "\"}");
      hub.connection().cut();
      world.awaitAway(link, "");

      assertThat(init).contains(HubWorld.TOKEN);
      assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(HubWorld.TOKEN));
    }
  }

  private void assertStillInSession(ActorRef<HubLink.Command> link, HubSide hub) {
    hub.say(new TaskPublish(task("still")), "m-still");
    HubWorld.next(world.effects.storings).outcome().complete(HubTasks.Stored.NEW);
    assertThat(hub.next(Ack.class).messageId()).isEqualTo(new MessageId("m-still"));
    world.pass(HubWorld.HEARTBEAT);
    hub.next(Heartbeat.class);
    assertThat(world.status(link)).isInstanceOf(HubLink.Connected.class);
  }

  private static HubTask task(String key) {
    return new HubTask(
        key,
        HubTask.VM_CREATION,
        new HubTask.AnyWorker(),
        JsonObject.EMPTY,
        0,
        Duration.ofMinutes(1));
  }

  private static HubIdentity pinned(String hotkey) {
    return HubWorld.identity(new PinnedHub(new Hotkey(hotkey)), HandshakePolicy.COMPAT);
  }

  private static HubIdentity strict() {
    return HubWorld.identity(new PinnedHub(Signers.BOB.hotkey()), HandshakePolicy.STRICT);
  }
}
