package io.byteleap.wire.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.PublicKey32;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubSession.AnyHub;
import io.byteleap.wire.hub.HubSession.PinnedHub;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HubSessionTest {
  private static final LeasePublish LEASES =
      new LeasePublish(
          Coverage.DELTA,
          List.of(new PublishedLease(WorkerKey.parse("5F:w-1"), LeaseScore.of(0.5))),
          List.of());

  @Test
  void message_opensOnce() {
    var frame = fromHub(HubMessageCodec.encode(LEASES));
    var opened = FixedSession.ofValidator().open(frame, Samples.T0);

    assertThat(opened.message()).isEqualTo(new Decoded.Read<>(LEASES));
    assertThat(opened.next().open(frame, Samples.T0).message()).isEqualTo(refused("BAD_SEQUENCE"));
  }

  @Test
  void message_thatOpensAndCannotBeRead_usesItsNumberUp() {
    var frame = fromHub(Bytes.ofText("[]"));
    var opened = FixedSession.ofValidator().open(frame, Samples.T0);

    assertThat(opened.message()).isEqualTo(new Decoded.Refused<>(Label.of("not a JSON object")));
    assertThat(opened.next().open(frame, Samples.T0).message()).isEqualTo(refused("BAD_SEQUENCE"));
  }

  @Test
  void message_ofAnotherSessionOrParty_isRefused() {
    var box = fromHub(HubMessageCodec.encode(LEASES)).box();
    var session = FixedSession.ofValidator();
    var other =
        new SealedBox(
            new SessionId("other"),
            box.sequence(),
            box.ciphertext(),
            box.sender(),
            box.recipient(),
            box.type());
    var mirrored =
        new SealedBox(
            box.session(),
            box.sequence(),
            box.ciphertext(),
            box.recipient(),
            box.sender(),
            box.type());

    assertThat(session.open(new Encrypted(MessageId.NONE, other), Samples.T0))
        .isEqualTo(new HubSession.Opened(session, refused("WRONG_SESSION")));
    assertThat(session.open(new Encrypted(MessageId.NONE, mirrored), Samples.T0).message())
        .isEqualTo(refused("WRONG_PARTIES"));
  }

  /// Our own frame, sent back to us, is not the hub's.
  @Test
  void ownFrame_reflected_isRefused() {
    var session = FixedSession.ofValidator();
    var ack = HubReport.Ack.accepted(new MessageId("m"), HubType.TASK_PUBLISH);
    var sealing = session.seal(ack).orElseThrow();

    assertThat(sealing.next().open(sealing.frame(), Samples.T0).message())
        .isEqualTo(refused("WRONG_PARTIES"));
  }

  @Test
  void frame_thatSaysAnotherKindOutside_isRefused() {
    var text = HubFrameCodec.encode(fromHub(HubMessageCodec.encode(LEASES)), Samples.T0);

    assertThat(
            HubFrameCodec.decode(
                text.replaceFirst("MESH_LEASE_PUBLISH_V1", "MESH_TASK_PUBLISH_V1")))
        .isEqualTo(
            new Decoded.Refused<>(
                Label.of("type: MESH_TASK_PUBLISH_V1 outside, MESH_LEASE_PUBLISH_V1 inside")));
  }

  /// Every bit from the envelope's version to its end; the timestamp outside is nobody's proof.
  @Test
  void anyFlippedBit_isRefused_orChangesNothing() {
    var session = FixedSession.ofValidator();
    byte[] frame =
        HubFrameCodec.encode(fromHub(HubMessageCodec.encode(LEASES)), Samples.T0)
            .getBytes(StandardCharsets.UTF_8);
    int from = new String(frame, StandardCharsets.UTF_8).indexOf("\"encrypted\"");

    for (int bit = from * Byte.SIZE; bit < frame.length * Byte.SIZE; bit++) {
      byte[] flipped = frame.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      var message =
          HubFrameCodec.decode(new String(flipped, StandardCharsets.UTF_8))
              .then(
                  read ->
                      read instanceof Encrypted box
                          ? session.open(box, Samples.T0).message()
                          : refused("not a box"));

      // Unused bits of the last base64 digit say nothing; whatever opens is the message itself.
      assertThat(message)
          .as("bit %d", bit)
          .satisfiesAnyOf(
              outcome -> assertThat(outcome).isInstanceOf(Decoded.Refused.class),
              outcome -> assertThat(outcome).isEqualTo(new Decoded.Read<>(LEASES)));
    }
  }

  @Test
  void anyFlippedBitOfTheCiphertext_isABadTag() {
    var session = FixedSession.ofValidator();
    var frame = fromHub(HubMessageCodec.encode(LEASES));
    byte[] ciphertext = Base64.getDecoder().decode(frame.box().ciphertext());

    Seeds.check(
        200,
        random -> {
          byte[] flipped = ciphertext.clone();
          flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
          var box = frame.box();
          var changed =
              new SealedBox(
                  box.session(),
                  box.sequence(),
                  Base64.getEncoder().encodeToString(flipped),
                  box.sender(),
                  box.recipient(),
                  box.type());

          assertThat(session.open(new Encrypted(MessageId.NONE, changed), Samples.T0).message())
              .isEqualTo(refused("BAD_TAG"));
        });
  }

  @Test
  void handshake_withAHubThatIsNotTheTrustedOne_isRefused() {
    var pinned = new PinnedHub(new Hotkey("5OtherHub"));
    var ours =
        new SessionInitResponse(
            FixedSession.RESPONSE.session(),
            FixedSession.RESPONSE.hubKey(),
            FixedSession.RESPONSE.serverNonce(),
            FixedSession.INIT.validator(),
            FixedSession.RESPONSE.proof());

    assertThat(begin(FixedSession.RESPONSE, new PinnedHub(FixedSession.RESPONSE.hub())))
        .isInstanceOf(Decoded.Read.class);
    assertThat(begin(FixedSession.RESPONSE, pinned)).isInstanceOf(Decoded.Refused.class);
    assertThat(begin(ours, new AnyHub()))
        .isEqualTo(new Decoded.Refused<>(Label.of("serverHotkey: is our own")));
  }

  @Test
  void handshake_withAKeyOfSmallOrder_isRefused() {
    var zero = new PublicKey32(Base64.getEncoder().encodeToString(new byte[32]));
    var weak =
        new SessionInitResponse(
            FixedSession.RESPONSE.session(),
            zero,
            FixedSession.RESPONSE.serverNonce(),
            FixedSession.RESPONSE.hub(),
            FixedSession.RESPONSE.proof());

    assertThat(begin(weak, new AnyHub())).isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void otherKeys_openNothing() {
    Seeds.check(
        20,
        random -> {
          var session =
              HubSession.begin(
                  FixedSession.INIT,
                  EphemeralKey.draw(random),
                  FixedSession.RESPONSE,
                  new AnyHub());
          var frame = fromHub(HubMessageCodec.encode(LEASES));

          assertThat(session.then(own -> own.open(frame, Samples.T0).message()))
              .isEqualTo(refused("BAD_TAG"));
        });
  }

  @Test
  void token_isNotShown() {
    var init =
        new SessionInit(
            FixedSession.INIT.validator(),
            Secret.of("mesh-secret"),
            Label.of("v"),
            List.of("x"),
            FixedSession.INIT.clientKey(),
            FixedSession.INIT.clientNonce(),
            new HubFrame.Unsigned());

    assertThat(init.toString()).doesNotContain("mesh-secret");
    assertThat(HubFrameCodec.encode(init, Samples.T0)).contains("\"accessToken\":\"mesh-secret\"");
  }

  private static Decoded<HubSession> begin(SessionInitResponse response, HubSession.Trust trust) {
    return HubSession.begin(FixedSession.INIT, FixedSession.validatorKey(), response, trust);
  }

  private static Encrypted fromHub(Bytes plaintext) {
    var type = HubType.LEASE_PUBLISH.messageType();
    return new Encrypted(
        MessageId.NONE, FixedSession.ofHub().seal(type, plaintext).orElseThrow().box());
  }

  private static Decoded<HubMessage> refused(String why) {
    return new Decoded.Refused<>(Label.of("encrypted: " + why));
  }
}
