package io.byteleap.wire.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame.SessionInit;
import io.byteleap.wire.hub.HubFrame.SessionInitResponse;
import java.time.Instant;
import java.util.HexFormat;

/// Both sides of the session of `meshhub.json`, whose keys and nonces are known.
final class FixedSession {
  private static final JsonNode FILE = Vectors.load("meshhub");

  static final SessionInit INIT = (SessionInit) frame(0);
  static final SessionInitResponse RESPONSE = (SessionInitResponse) frame(1);

  private FixedSession() {}

  static EphemeralKey validatorKey() {
    return key("client_private_hex");
  }

  static HubSession ofValidator() {
    return switch (HubSession.begin(INIT, validatorKey(), RESPONSE, new HubSession.AnyHub())) {
      case Decoded.Read<HubSession>(var session) -> session;
      case Decoded.Refused<HubSession>(var why) -> throw new AssertionError(why.value());
    };
  }

  static SecureSession ofHub() {
    var handshake =
        new Handshake(
            INIT.validator(),
            RESPONSE.hub(),
            INIT.clientKey(),
            RESPONSE.hubKey(),
            INIT.clientNonce(),
            RESPONSE.serverNonce());
    return SecureSession.begin(
        RESPONSE.session(),
        new SecureSession.Server(RESPONSE.hub(), INIT.validator()),
        handshake.keysOfServer(key("server_private_hex")),
        Instant.MAX);
  }

  private static EphemeralKey key(String name) {
    return EphemeralKey.of(HexFormat.of().parseHex(FILE.path("fixed_session").path(name).asText()));
  }

  private static HubFrame frame(int index) {
    return switch (HubFrameCodec.decode(
        FILE.path("fixed_handshake_messages").path(index).toString())) {
      case Decoded.Read<HubFrame>(var frame) -> frame;
      case Decoded.Refused<HubFrame>(var why) -> throw new AssertionError(why.value());
    };
  }
}
