package io.byteleap.validator.hub;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import io.byteleap.wire.hub.HubFrame.HubError;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import io.byteleap.wire.hub.HubFrameCodec;
import io.byteleap.wire.hub.HubMessage;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubSession;
import io.byteleap.wire.hub.HubType;
import io.byteleap.wire.hub.MessageId;
import java.time.Instant;
import java.util.Optional;

/// What is said between the hub and us inside one session. A value: hearing and saying give the
/// talk that follows. `refusedInRow` counts frames that were not the hub's, or of no sense.
record HubTalk(HubSession session, int refusedInRow) {
  private static final int REFUSED_MAX = 64;

  sealed interface Heard {}

  /// The hub said something that can be acted on.
  record Said(HubMessage message, MessageId id) implements Heard {}

  record Complained(HubError error) implements Heard {}

  /// Of a kind that means nothing to us here.
  record Ignored(Label what) implements Heard {}

  /// Not to be believed, or not to be read.
  record Refused(Label why) implements Heard {}

  record Hearing(HubTalk next, Heard heard) {}

  static HubTalk of(HubSession session) {
    return new HubTalk(session, 0);
  }

  /// Whether so many frames in a row made no sense that nothing better will come.
  boolean isHopeless() {
    return refusedInRow >= REFUSED_MAX;
  }

  Hearing hear(String text, Instant now) {
    return switch (HubFrameCodec.decode(text)) {
      case Decoded.Refused<HubFrame>(var why) -> refused(why);
      case Decoded.Read<HubFrame>(Encrypted frame) -> opened(frame, now);
      case Decoded.Read<HubFrame>(HubError error) -> heard(new Complained(error));
      case Decoded.Read<HubFrame>(SessionInit _) -> heard(ignored(HubType.SESSION_INIT));
      case Decoded.Read<HubFrame>(SessionInitResponse _) ->
          heard(ignored(HubType.SESSION_INIT_RESPONSE));
    };
  }

  private Hearing opened(Encrypted frame, Instant now) {
    var opened = session.open(frame, now);
    if (opened.next().equals(session)
        && opened.message() instanceof Decoded.Refused<HubMessage>(var why)) {
      return refused(why);
    }
    return new Hearing(
        of(opened.next()),
        switch (opened.message()) {
          case Decoded.Read<HubMessage>(var message) -> new Said(message, frame.messageId());
          case Decoded.Refused<HubMessage>(var why) ->
              HubType.of(frame.box().type()).isPresent()
                  ? new Refused(why)
                  : new Ignored(Label.of(frame.box().type().name()));
        });
  }

  private Hearing heard(Heard heard) {
    return new Hearing(of(session), heard);
  }

  private Hearing refused(Label why) {
    return new Hearing(new HubTalk(session, refusedInRow + 1), new Refused(why));
  }

  private static Ignored ignored(HubType type) {
    return new Ignored(Label.of(type.toString()));
  }

  /// A frame for the hub, and the talk after it.
  record Saying(HubTalk next, String text) {}

  /// Empty when the numbers of the session are used up.
  Optional<Saying> say(HubReport report, Instant now) {
    return session
        .seal(report)
        .map(
            sealing ->
                new Saying(
                    new HubTalk(sealing.next(), refusedInRow),
                    HubFrameCodec.encode(sealing.frame(), now)));
  }
}
