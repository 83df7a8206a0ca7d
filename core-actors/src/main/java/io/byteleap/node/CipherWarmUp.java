package io.byteleap.node;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.session.SessionKeys;
import io.byteleap.domain.units.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Gets sealing and opening compiled before the first large message comes.
///
/// The JDK's AES-GCM uses the processor's instructions only where the compiler has put them in, and
/// it does so after some thousand calls. A heartbeat of a hundred workers is half a megabyte in one
/// call, so a node would go for hours at a hundredth of the speed. Small messages in a session with
/// oneself make up the calls, less than a second of processor time in the first half minute, and
/// nothing at once: a start has better things to do.
public final class CipherWarmUp {
  private static final int MESSAGES = 10_000;

  /// After so many messages there is a pause.
  private static final int MESSAGES_AT_ONCE = 100;

  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int LENGTH = 512;
  private static final MessageType TYPE = new MessageType("WARM_UP_V1");

  private CipherWarmUp() {}

  /// Begins, beside everything else.
  public static void begin(Hotkey own) {
    var thread = new Thread(() -> run(own), "cipher-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Hotkey own) {
    try {
      exchange(own, MESSAGES, PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Seals and opens so many messages; returns how many were opened.
  static int exchange(Hotkey own, int messages, Duration pause) throws InterruptedException {
    var keys = keysWithOneself(own);
    var id = new SessionId("warm-up");
    var client = SecureSession.begin(id, new SecureSession.Client(own, own), keys, Instant.MAX);
    var server = SecureSession.begin(id, new SecureSession.Server(own, own), keys, Instant.MAX);
    var text = Bytes.adopting(new byte[LENGTH]);
    int opened = 0;
    for (int i = 0; i < messages; i++) {
      if (i % MESSAGES_AT_ONCE == 0) {
        Thread.sleep(pause);
      }
      var sealing = client.seal(TYPE, text).orElseThrow();
      var opening = server.open(sealing.box(), TYPE, Instant.EPOCH);
      if (opening.opening() instanceof Opening.Plain) {
        opened++;
      }
      client = sealing.next();
      server = opening.next();
    }
    return opened;
  }

  private static SessionKeys keysWithOneself(Hotkey own) {
    var random = new SecureRandom();
    var client = EphemeralKey.draw(random);
    var server = EphemeralKey.draw(random);
    return new Handshake(
            own,
            own,
            client.publicKey(),
            server.publicKey(),
            Nonce16.draw(random),
            Nonce16.draw(random))
        .keysOfServer(server);
  }
}
