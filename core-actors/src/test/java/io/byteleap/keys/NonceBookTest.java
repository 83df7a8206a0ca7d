package io.byteleap.keys;

import static io.byteleap.keys.Sr25519VectorTest.development;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NonceBookTest {
  private static final Instant T0 = Samples.T0;
  private static final Duration TIMEOUT = Duration.ofSeconds(12);
  private static final NonceBook.Rules RULES =
      new NonceBook.Rules(Duration.ofSeconds(4), Duration.ofSeconds(60), Duration.ofSeconds(4), 16);

  private static final PublicKey BOB = development("//Bob").publicKey();
  private static final Signature SIGNATURE =
      development("//Bob").sign(new byte[0], Seeds.generator(1));

  @Test
  void freshNonce_isTakenOnce() {
    var next = taken(NonceBook.EMPTY, "a", T0);

    assertThat(why(next, "a", T0)).isEqualTo(NonceBook.Why.USED);
    assertThat(why(next, "a", T0.minusNanos(1))).isEqualTo(NonceBook.Why.USED);
    assertThat(taken(next, "a", T0.plusNanos(1)).used()).hasSize(1);
    assertThat(taken(next, "b", T0).used()).hasSize(2);
  }

  /// As captured: 17 seconds are too old for a timeout of 12, whose acceptable age is 16.
  @Test
  void nonce_olderThanAllowanceAndTimeout_isTooOld() {
    assertThat(why(NonceBook.EMPTY, "a", T0.minusSeconds(17))).isEqualTo(NonceBook.Why.TOO_OLD);
    assertThat(why(NonceBook.EMPTY, "a", T0.minusSeconds(16))).isEqualTo(NonceBook.Why.TOO_OLD);
    assertThat(taken(NonceBook.EMPTY, "a", T0.minusSeconds(16).plusNanos(1)).used()).hasSize(1);
  }

  @Test
  void timeout_countsUpToItsBound() {
    var claimed = proof("a", T0.minusSeconds(65), Duration.ofDays(1));

    assertThat(NonceBook.EMPTY.taking(claimed, T0, RULES))
        .isEqualTo(new NonceBook.Refused(NonceBook.Why.TOO_OLD));
  }

  /// The network's software takes nonces of the future, however far ahead.
  @Test
  void nonce_ofTheFuture_isRefused() {
    assertThat(taken(NonceBook.EMPTY, "a", T0.plusSeconds(4)).used()).hasSize(1);
    assertThat(why(NonceBook.EMPTY, "a", T0.plusSeconds(4).plusNanos(1)))
        .isEqualTo(NonceBook.Why.TOO_FAR_AHEAD);
  }

  @Test
  void fullBook_losesTheOldest_andTakesNothingBelowIt() {
    var book = NonceBook.EMPTY;
    for (int i = 0; i < 20; i++) {
      book = taken(book, "c" + i, T0.plusNanos(i));
    }

    assertThat(book.used()).hasSize(16);
    assertThat(why(book, "c0", T0)).isEqualTo(NonceBook.Why.TOO_OLD);
    assertThat(why(book, "d", T0.plusNanos(3))).isEqualTo(NonceBook.Why.TOO_OLD);
    assertThat(why(book, "c4", T0.plusNanos(4))).isEqualTo(NonceBook.Why.USED);
    assertThat(taken(book, "d", T0.plusNanos(4)).used()).hasSize(16);
  }

  @Test
  void oldNonces_go() {
    var book = taken(NonceBook.EMPTY, "a", T0);
    var later = T0.plusSeconds(64);

    var next = book.taking(proof("b", later, TIMEOUT), later, RULES);

    assertThat(next)
        .isInstanceOfSatisfying(
            NonceBook.Taken.class, taken -> assertThat(taken.next().used()).hasSize(1));
  }

  /// Whatever comes, in whatever order, while the clock goes forth and back.
  @Test
  void nothing_isTakenTwice_andTheBookIsBounded() {
    Seeds.check(
        200,
        random -> {
          var book = NonceBook.EMPTY;
          Set<String> taken = new HashSet<>();
          for (int i = 0; i < 200; i++) {
            var now = T0.plusSeconds(random.nextInt(100));
            var sent = T0.plusSeconds(random.nextInt(100)).plusNanos(random.nextInt(3));
            var uuid = "a" + random.nextInt(40);
            var timeout = Duration.ofSeconds(random.nextInt(90));
            switch (book.taking(proof(uuid, sent, timeout), now, RULES)) {
              case NonceBook.Refused _ -> {}
              case NonceBook.Taken(var next) -> {
                assertThat(taken.add(uuid + sent)).isTrue();
                assertThat(next.used()).hasSizeLessThanOrEqualTo(RULES.usedMax());
                assertThat(next.floor()).isGreaterThanOrEqualTo(book.floor());
                book = next;
              }
            }
          }
          assertThat(taken).isNotEmpty();
        });
  }

  @Test
  void rules_withoutSense_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NonceBook.Rules(TIMEOUT, TIMEOUT, TIMEOUT, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NonceBook.Rules(TIMEOUT.negated(), TIMEOUT, TIMEOUT, 1));
  }

  private static NonceBook taken(NonceBook book, String uuid, Instant sent) {
    return ((NonceBook.Taken) book.taking(proof(uuid, sent, TIMEOUT), T0, RULES)).next();
  }

  private static NonceBook.Why why(NonceBook book, String uuid, Instant sent) {
    return ((NonceBook.Refused) book.taking(proof(uuid, sent, TIMEOUT), T0, RULES)).why();
  }

  private static RequestProof proof(String uuid, Instant sent, Duration timeout) {
    long nonce = sent.getEpochSecond() * 1_000_000_000L + sent.getNano();
    var request =
        new SignedRequest(nonce, BOB.address(), BOB.address(), uuid, SignedRequest.EMPTY_BODY_HASH);
    return new RequestProof(request, BOB, SIGNATURE, timeout);
  }
}
