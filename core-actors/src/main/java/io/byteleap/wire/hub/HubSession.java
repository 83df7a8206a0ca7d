package io.byteleap.wire.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.session.SessionKeys;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import java.time.Instant;
import java.util.Optional;

/// A validator's encrypted session with the hub: keys and numbers of a [SecureSession], plaintexts
/// of the hub's protocol. A value: sealing and opening give the state that follows.
///
/// The keys are derived as between miner and validator, with the validator as client. A session has
/// no end of its own; the hub says when it is over. Inbound, what the existing client leaves out is
/// checked: the session's id, that outer and inner type agree (in [HubFrameCodec]), and that each
/// sequence number comes once.
public record HubSession(SecureSession secure) {
  /// Which hub may answer a handshake.
  public sealed interface Trust {}

  /// Whichever the address leads to, as the existing client has it.
  public record AnyHub() implements Trust {}

  /// The one with this hotkey.
  public record PinnedHub(Hotkey hotkey) implements Trust {}

  /// The session that follows from what both sides said. Refused: a hub other than the trusted one,
  /// a hub that claims our own hotkey, a key of small order.
  public static Decoded<HubSession> begin(
      SessionInit init, EphemeralKey own, SessionInitResponse response, Trust trust) {
    return Decoded.of(
        () -> {
          check(init.validator(), response.hub(), trust);
          return begin(init.validator(), response, response.handshake(init).keysOfClient(own));
        });
  }

  private static void check(Hotkey own, Hotkey hub, Trust trust) {
    if (hub.equals(own)) {
      throw new IllegalArgumentException("serverHotkey: is our own");
    }
    switch (trust) {
      case AnyHub() -> {}
      case PinnedHub(var pinned) -> {
        if (!hub.equals(pinned)) {
          throw new IllegalArgumentException("serverHotkey: is not the pinned one, is " + hub);
        }
      }
    }
  }

  private static HubSession begin(Hotkey own, SessionInitResponse response, SessionKeys keys) {
    var self = new SecureSession.Client(own, response.hub());
    return new HubSession(SecureSession.begin(response.session(), self, keys, Instant.MAX));
  }

  /// An encrypted report, and the session after it.
  public record Sealing(HubSession next, Encrypted frame) {}

  /// Seals `report` under the next number; empty when the numbers are used up and a new session is
  /// needed.
  public Optional<Sealing> seal(HubReport report) {
    return seal(HubReportCodec.typeOf(report).messageType(), HubReportCodec.encode(report));
  }

  private Optional<Sealing> seal(MessageType type, Bytes plaintext) {
    return secure
        .seal(type, plaintext)
        .map(
            sealing ->
                new Sealing(
                    new HubSession(sealing.next()), new Encrypted(MessageId.NONE, sealing.box())));
  }

  /// What came out of an encrypted frame, and the session after it: changed when the box could be
  /// opened, whether or not its content can be read.
  public record Opened(HubSession next, Decoded<HubMessage> message) {}

  public Opened open(Encrypted frame, Instant now) {
    SealedBox box = frame.box();
    if (!box.session().equals(secure.id())) {
      return new Opened(this, refused("WRONG_SESSION"));
    }
    var opened = secure.open(box, box.type(), now);
    return new Opened(
        new HubSession(opened.next()),
        switch (opened.opening()) {
          case Opening.Refused(var why) -> refused(why.name());
          case Opening.Plain(var plaintext) -> HubMessageCodec.decode(box.type(), plaintext);
        });
  }

  private static Decoded<HubMessage> refused(String why) {
    return new Decoded.Refused<>(Label.of("encrypted: " + why));
  }
}
