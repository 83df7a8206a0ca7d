package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.HubOffer;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.keys.Signer;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.HubError;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import io.byteleap.wire.hub.HubFrameCodec;
import io.byteleap.wire.hub.HubMessage;
import io.byteleap.wire.hub.HubMessageCodec;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReportCodec;
import io.byteleap.wire.hub.MessageId;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// The hub's side of one session: what an honest hub says, and what it makes of what it hears.
public final class HubSide {
  private static final RandomGenerator RANDOM = Seeds.generator(77);

  private final TestHub.Connection connection;
  private final SessionInit init;
  private SecureSession session;

  private HubSide(TestHub.Connection connection, SessionInit init, SecureSession session) {
    this.connection = connection;
    this.init = init;
    this.session = session;
  }

  /// A hub that signs nothing takes the session that the validator wants.
  public static HubSide shaken(TestHub.Connection connection, Hotkey hub) {
    return shaken(connection, hub, (_, _) -> new HubFrame.Unsigned());
  }

  /// A hub that signs.
  static HubSide signed(TestHub.Connection connection, Signer signer) {
    return shaken(
        connection,
        signer.hotkey(),
        (handshake, id) ->
            new HubFrame.Signed(
                Samples.T0, signer.sign(HubOffer.answerText(handshake, id, Samples.T0))));
  }

  @FunctionalInterface
  interface Sealing {
    HubFrame.Proof of(Handshake handshake, SessionId id);
  }

  static HubSide shaken(TestHub.Connection connection, Hotkey hub, Sealing sealing) {
    var init = initOf(connection.next());
    var key = EphemeralKey.draw(RANDOM);
    var id = new SessionId("hub-session-" + RANDOM.nextInt(1_000_000));
    var nonce = Nonce16.draw(RANDOM);
    var handshake =
        new Handshake(
            init.validator(), hub, init.clientKey(), key.publicKey(), init.clientNonce(), nonce);
    var proof = sealing.of(handshake, id);
    send(connection, new SessionInitResponse(id, key.publicKey(), nonce, hub, proof));
    var party = new SecureSession.Server(hub, init.validator());
    return new HubSide(
        connection, init, SecureSession.begin(id, party, handshake.keysOfServer(key), Instant.MAX));
  }

  static SessionInit initOf(String text) {
    return (SessionInit) read(HubFrameCodec.decode(text));
  }

  static void send(TestHub.Connection connection, HubFrame frame) {
    connection.send(HubFrameCodec.encode(frame, Samples.T0));
  }

  /// What the validator sent first.
  SessionInit init() {
    return init;
  }

  public TestHub.Connection connection() {
    return connection;
  }

  /// The next thing that the validator says.
  public HubReport next() {
    var frame = (Encrypted) read(HubFrameCodec.decode(connection.next()));
    var opened = session.open(frame.box(), frame.box().type(), Samples.T0);
    session = opened.next();
    assertThat(opened.opening()).isInstanceOf(Opening.Plain.class);
    return read(
        HubReportCodec.decode(frame.box().type(), ((Opening.Plain) opened.opening()).plaintext()));
  }

  /// The next thing of this kind that the validator says; what comes before is passed over.
  public <R extends HubReport> R next(Class<R> kind) {
    while (true) {
      var report = next();
      if (kind.isInstance(report)) {
        return kind.cast(report);
      }
    }
  }

  public void say(HubMessage.Understood message, String messageId) {
    connection.send(frame(message, messageId));
  }

  /// The frame with which the message would be said.
  String frame(HubMessage.Understood message, String messageId) {
    return frame(
        HubMessageCodec.typeOf(message).messageType(), HubMessageCodec.encode(message), messageId);
  }

  public void sayText(String type, String json, String messageId) {
    connection.send(frame(new MessageType(type), Bytes.ofText(json), messageId));
  }

  private String frame(MessageType type, Bytes plaintext, String messageId) {
    var sealing = session.seal(type, plaintext).orElseThrow();
    session = sealing.next();
    return HubFrameCodec.encode(new Encrypted(new MessageId(messageId), sealing.box()), Samples.T0);
  }

  void complain(int code) {
    send(connection, new HubError(code, Label.of("no")));
  }

  private static <T> T read(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Read.class);
    return ((Decoded.Read<T>) decoded).value();
  }
}
