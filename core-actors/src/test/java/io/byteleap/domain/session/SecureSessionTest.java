package io.byteleap.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SecureSessionTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final MessageType TYPE = new MessageType("HEARTBEAT_V1");
  private static final Hotkey MINER = new Hotkey("miner");
  private static final Hotkey VALIDATOR = new Hotkey("validator");

  private record Pair(SecureSession miner, SecureSession validator) {}

  @Test
  void sides_readEachOther() {
    var pair = pair(Seeds.generator(1));
    var question = seal(pair.miner(), "how are you");
    var opened = pair.validator().open(question.box(), TYPE, T0);
    var reply = seal(opened.next(), "well");

    assertThat(opened.opening()).isEqualTo(new Opening.Plain(Bytes.ofText("how are you")));
    assertThat(pair.miner().open(reply.box(), TYPE, T0).opening())
        .isEqualTo(new Opening.Plain(Bytes.ofText("well")));
    assertThat(question.box().sequence()).isEqualTo(1);
  }

  @Test
  void anyChange_isRefused() {
    Seeds.check(
        200,
        random -> {
          var pair = pair(random);
          var box = seal(pair.miner(), "load").box();

          for (SealedBox changed : changesOf(box, random)) {
            var opened = pair.validator().open(changed, TYPE, T0);
            assertThat(opened.opening()).as("%s", changed).isInstanceOf(Opening.Refused.class);
            assertThat(opened.next()).isEqualTo(pair.validator());
          }
        });
  }

  /// Whoever holds another key, other nonces or another name at either end reads nothing.
  @Test
  void handshake_withAnyBitChanged_givesOtherKeys() {
    Seeds.check(
        200,
        random -> {
          var client = EphemeralKey.draw(random);
          var server = EphemeralKey.draw(random);
          var handshake =
              new Handshake(
                  MINER,
                  VALIDATOR,
                  client.publicKey(),
                  server.publicKey(),
                  Nonce16.draw(random),
                  Nonce16.draw(random));
          var expected = handshake.keysOfClient(client).clientToServer().key();

          assertThat(handshake.keysOfServer(server).clientToServer().key()).isEqualTo(expected);
          for (Handshake changed : changesOf(handshake, random)) {
            assertThat(changed.keysOfServer(server).clientToServer().key())
                .as("%s", changed)
                .isNotEqualTo(expected);
          }
        });
  }

  /// Messages overtake each other and come twice, up to the last number that there is.
  @Test
  void window_nearTheLastNumber_takesEachOnce_andNeverStartsAnew() {
    Seeds.check(
        50,
        random -> {
          long first = -1L - random.nextInt(1, 1_000);
          var window = SequenceWindow.at(first);
          var numbers = new ArrayList<Long>();
          for (long number = first; number != 0; number++) {
            numbers.add(number);
            numbers.add(number);
          }
          Collections.shuffle(numbers, new Random(random.nextLong()));
          int taken = 0;
          for (long number : numbers) {
            var next = window.taking(number);
            taken += next.isPresent() ? 1 : 0;
            window = next.orElse(window);
          }

          assertThat(taken).isEqualTo(numbers.size() / 2 - 1); // the first was taken before
          assertThat(window.top()).isEqualTo(-1L);
          for (long past = 0; past <= 3_000; past++) {
            assertThat(window.taking(past)).as("%s", past).isEmpty();
          }
        });
  }

  @Test
  void box_isReadOnce() {
    var pair = pair(Seeds.generator(2));
    var box = seal(pair.miner(), "once").box();
    var after = pair.validator().open(box, TYPE, T0).next();

    assertThat(after.open(box, TYPE, T0).opening())
        .isEqualTo(new Opening.Refused(Opening.Why.BAD_SEQUENCE));
  }

  @Test
  void boxOfAnotherKindOrForAnother_isRefusedByName() {
    var pair = pair(Seeds.generator(3));
    var box = seal(pair.miner(), "text").box();

    assertThat(pair.validator().open(box, new MessageType("TASK_V1"), T0).opening())
        .isEqualTo(new Opening.Refused(Opening.Why.WRONG_TYPE));
    assertThat(pair.miner().open(box, TYPE, T0).opening())
        .isEqualTo(new Opening.Refused(Opening.Why.WRONG_PARTIES));
    assertThat(pair.validator().open(box, TYPE, T0.plus(SecureSession.LIFE)).opening())
        .isEqualTo(new Opening.Refused(Opening.Why.EXPIRED));
  }

  @Test
  void session_isNearExpiryFiveMinutesBeforeItsEnd() {
    var session = pair(Seeds.generator(4)).miner();
    var end = T0.plus(SecureSession.LIFE);

    assertThat(session.isNearExpiry(end.minus(Duration.ofMinutes(5)).minusMillis(1))).isFalse();
    assertThat(session.isNearExpiry(end.minus(Duration.ofMinutes(5)))).isTrue();
    assertThat(session.isOver(end.minusMillis(1))).isFalse();
    assertThat(session.isOver(end)).isTrue();
  }

  @Test
  void numbersUsedUp_sealNothingMore() {
    var session = pair(Seeds.generator(5)).miner();
    var atTheEnd =
        new SecureSession(
            session.id(),
            session.self(),
            session.keys(),
            session.expiresAt(),
            new SecureSession.Progress(-2L, SequenceWindow.EMPTY));
    var last = seal(atTheEnd, "last");

    assertThat(Long.toUnsignedString(last.box().sequence())).isEqualTo("18446744073709551615");
    assertThat(last.next().seal(TYPE, Bytes.ofText("one more"))).isEmpty();
  }

  @Test
  void window_inAnyOrder_takesEachNumberOnce() {
    Seeds.check(
        100,
        random -> {
          var once = LongStream.rangeClosed(1, 900).boxed().toList();
          var numbers = new ArrayList<>(once);
          numbers.addAll(once);
          Collections.shuffle(numbers, new Random(random.nextLong()));
          var window = SequenceWindow.EMPTY;
          int taken = 0;
          for (long number : numbers) {
            var next = window.taking(number);
            taken += next.isPresent() ? 1 : 0;
            window = next.orElse(window);
          }

          assertThat(taken).isEqualTo(900);
        });
  }

  @Test
  void window_refusesZeroTooOldAndTooFarAhead() {
    var window = SequenceWindow.EMPTY.taking(2_048).orElseThrow();

    assertThat(window.taking(0)).isEmpty();
    assertThat(window.taking(1_024)).isEmpty();
    assertThat(window.taking(1_025)).isPresent();
    assertThat(window.taking(4_097)).isEmpty();
    assertThat(window.taking(4_096)).isPresent();
  }

  @Test
  void attempts_areLimitedInAnyStretch() {
    var limit = AttemptLimit.of(2, Duration.ofSeconds(60));
    limit = limit.attempt(T0).orElseThrow();
    limit = limit.attempt(T0.plusSeconds(30)).orElseThrow();

    assertThat(limit.attempt(T0.plusSeconds(59))).isEmpty();
    assertThat(limit.attempt(T0.plusSeconds(60))).isPresent();
  }

  @Test
  void secrets_printNothing() {
    var random = Seeds.generator(6);
    var session = pair(random).miner();

    assertThat(session.toString()).contains("***");
    assertThat(EphemeralKey.draw(random).toString()).isEqualTo("EphemeralKey[***]");
  }

  private static SecureSession.Sealing seal(SecureSession session, String text) {
    return session.seal(TYPE, Bytes.ofText(text)).orElseThrow();
  }

  private static Pair pair(RandomGenerator random) {
    var minerKey = EphemeralKey.draw(random);
    var validatorKey = EphemeralKey.draw(random);
    var handshake =
        new Handshake(
            MINER,
            VALIDATOR,
            minerKey.publicKey(),
            validatorKey.publicKey(),
            Nonce16.draw(random),
            Nonce16.draw(random));
    var id = new SessionId("11111111-2222-3333-4444-555555555555");
    var end = T0.plus(SecureSession.LIFE);
    return new Pair(
        SecureSession.begin(
            id, new SecureSession.Client(MINER, VALIDATOR), handshake.keysOfClient(minerKey), end),
        SecureSession.begin(
            id,
            new SecureSession.Server(VALIDATOR, MINER),
            handshake.keysOfServer(validatorKey),
            end));
  }

  private static List<Handshake> changesOf(Handshake handshake, RandomGenerator random) {
    var clientKey = handshake.clientKey();
    var serverKey = handshake.serverKey();
    var clientNonce = handshake.clientNonce();
    var serverNonce = handshake.serverNonce();
    byte[] flippedKey = flipped(clientKey.bytes(), random);
    var otherKey = PublicKey32.of(flippedKey);
    var otherClientNonce = new Nonce16(base64(flipped(clientNonce.bytes(), random)));
    var otherServerNonce = new Nonce16(base64(flipped(serverNonce.bytes(), random)));
    var other = new Hotkey("minor");
    return List.of(
        new Handshake(other, VALIDATOR, clientKey, serverKey, clientNonce, serverNonce),
        new Handshake(MINER, other, clientKey, serverKey, clientNonce, serverNonce),
        new Handshake(MINER, VALIDATOR, otherKey, serverKey, clientNonce, serverNonce),
        new Handshake(MINER, VALIDATOR, clientKey, otherKey, clientNonce, serverNonce),
        new Handshake(MINER, VALIDATOR, clientKey, serverKey, otherClientNonce, serverNonce),
        new Handshake(MINER, VALIDATOR, clientKey, serverKey, clientNonce, otherServerNonce));
  }

  private static byte[] flipped(byte[] bytes, RandomGenerator random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static List<SealedBox> changesOf(SealedBox box, RandomGenerator random) {
    byte[] ciphertext = Base64.getDecoder().decode(box.ciphertext());
    ciphertext[random.nextInt(ciphertext.length)] ^= (byte) (1 << random.nextInt(8));
    String changed = Base64.getEncoder().encodeToString(ciphertext);
    return List.of(
        new SealedBox(box.session(), box.sequence(), changed, box.sender(), box.recipient(), TYPE),
        new SealedBox(
            new SessionId("other"),
            box.sequence(),
            box.ciphertext(),
            box.sender(),
            box.recipient(),
            TYPE),
        new SealedBox(
            box.session(),
            box.sequence() + 1,
            box.ciphertext(),
            box.sender(),
            box.recipient(),
            TYPE),
        new SealedBox(
            box.session(),
            box.sequence(),
            box.ciphertext().substring(4),
            box.sender(),
            box.recipient(),
            TYPE),
        new SealedBox(
            box.session(), box.sequence(), "not base64", box.sender(), box.recipient(), TYPE));
  }
}
