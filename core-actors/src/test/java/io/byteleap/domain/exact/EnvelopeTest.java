package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.Envelope.Span;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvelopeTest {
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final PeakRate H100 = new PeakRate(1_979, 0.1);
  private static final Span SPAN =
      new Span(Duration.ofSeconds(2), Duration.ofSeconds(20), Judged.BOTH);

  private static Span judgedBy(Judged judged) {
    return new Span(SPAN.fastest(), SPAN.slowest(), judged);
  }

  /// By hand, of n = 1,000 x 128 = 128,000 and a rate of 1,000 TOPS: 2 n^3 = 4.194304e15 operations
  /// take 4.194304 s. Times 49 / 64 and through 1.25: 2.56901... s. Ten times as long, 2 s more,
  /// and 6 n^2 = 9.8304e10 bytes at 20 GB/s, 4.9152 s: 48.858240 s.
  @Test
  void envelope_isWhatIsComputedByHand() {
    var span = new PeakRate(1_000, 0.1).envelope(new ExactShape(128_000, 1), Judged.FASTEST);

    assertThat(span.fastest()).isCloseTo(Duration.ofNanos(2_569_011_200L), Duration.ofNanos(2));
    assertThat(span.slowest()).isCloseTo(Duration.ofNanos(48_858_240_000L), Duration.ofNanos(2));
    assertThat(span.judged()).isEqualTo(Judged.FASTEST);
  }

  /// Four steps are four times the work, and 2 + 4 * 4 bytes an entry: of n = 12,800 and 100 TOPS
  /// 2 * 4 n^3 = 1.6777216e13 operations, 167.77216 ms; 18 n^2 = 2.94912e9 bytes, 147.456 ms.
  @Test
  void envelope_ofSeveralSteps_isThatOfAllOfThem() {
    var span = new PeakRate(100, 0.5).envelope(new ExactShape(12_800, 4), Judged.BOTH);

    assertThat(span.fastest()).isCloseTo(Duration.ofNanos(102_760_448L), Duration.ofNanos(2));
    assertThat(span.slowest())
        .isCloseTo(
            Duration.ofNanos(2_000_000_000L + 335_544_320L + 147_456_000L), Duration.ofNanos(2));
  }

  /// The rates of gpu-engine.md, with the worker's own kernel and with the slowest form of it; the
  /// last four are an H200's, which has the same published rate.
  @ParameterizedTest
  @CsvSource({
    "4096, 1, 2.3",
    "8192, 1, 4.6",
    "16384, 1, 13.3",
    "16384, 4, 35.0",
    "32768, 1, 66.6",
    "65536, 1, 469",
    "98304, 1, 1537",
    "130944, 1, 3574",
    "4096, 16, 12.6",
    "32768, 1, 121",
    "65536, 1, 840",
    "98304, 1, 2790",
    "130944, 1, 6734",
    "8192, 1, 5.4",
    "130944, 1, 3617",
    "16384, 4, 35.3",
    "130944, 1, 6417"
  })
  void timesThatWereMeasured_lieInside(int size, int steps, double millis) {
    var span = H100.envelope(new ExactShape(size, steps), Judged.BOTH);
    var took = Duration.ofNanos((long) (millis * 1e6));

    assertThat(span.refusal(took, new RoundTrip.Unknown())).isEmpty();
    assertThat(span.refusal(took.plusSeconds(1), new RoundTrip.Unknown()))
        .as("over a way")
        .isEmpty();
  }

  @Test
  void timeOutside_isRefusedByItsName() {
    assertThat(SPAN.refusal(SPAN.fastest(), new RoundTrip.Unknown())).isEmpty();
    assertThat(SPAN.refusal(SPAN.fastest().minus(MILLI), new RoundTrip.Unknown()))
        .contains(ExactRefusal.TOO_FAST);
    assertThat(SPAN.refusal(SPAN.slowest(), new RoundTrip.Unknown())).isEmpty();
    assertThat(SPAN.refusal(SPAN.slowest().plus(MILLI), new RoundTrip.Unknown()))
        .contains(ExactRefusal.TOO_SLOW);
    assertThat(new Envelope.None().refusal(Duration.ofDays(1), new RoundTrip.Unknown())).isEmpty();
    assertThat(new Envelope.None().refusal(Duration.ZERO, new RoundTrip.Unknown())).isEmpty();
  }

  @Test
  void roundTrip_isTakenOffForTheSlowest_upToASecond_andNeverForTheFastest() {
    var slow = SPAN.slowest().plusMillis(300);
    var hour = RoundTrip.measured(Duration.ofHours(1));

    assertThat(SPAN.refusal(slow, new RoundTrip.AtMost(Duration.ofMillis(300)))).isEmpty();
    assertThat(SPAN.refusal(slow, new RoundTrip.AtMost(Duration.ofMillis(299))))
        .contains(ExactRefusal.TOO_SLOW);
    assertThat(SPAN.refusal(SPAN.slowest().plusSeconds(1), hour)).isEmpty();
    assertThat(SPAN.refusal(SPAN.slowest().plusSeconds(1).plus(MILLI), hour))
        .contains(ExactRefusal.TOO_SLOW);
    assertThat(SPAN.refusal(SPAN.fastest(), hour)).isEmpty();
    assertThat(SPAN.refusal(SPAN.fastest().minus(MILLI), hour)).contains(ExactRefusal.TOO_FAST);
  }

  @Test
  void endsThatAreShownOnly_refuseNobody() {
    assertThat(judgedBy(Judged.FASTEST).refusal(Duration.ofHours(1), new RoundTrip.Unknown()))
        .isEmpty();
    assertThat(judgedBy(Judged.FASTEST).refusal(MILLI, new RoundTrip.Unknown()))
        .contains(ExactRefusal.TOO_FAST);
    assertThat(judgedBy(Judged.NEITHER).refusal(Duration.ofHours(1), new RoundTrip.Unknown()))
        .isEmpty();
    assertThat(judgedBy(Judged.NEITHER).refusal(MILLI, new RoundTrip.Unknown())).isEmpty();
  }

  @Test
  void clockThatWasSet_chargesNobody() {
    assertThat(SPAN.refusal(Duration.ofMillis(-1), new RoundTrip.Unknown())).isEmpty();
    assertThat(RoundTrip.measured(Duration.ofMillis(-1))).isEqualTo(new RoundTrip.Unknown());
    assertThat(RoundTrip.measured(Duration.ZERO)).isEqualTo(new RoundTrip.AtMost(Duration.ZERO));
  }

  @Test
  void whatIsNoEnvelope_noWay_noRate_isRefused() {
    assertThatThrownBy(() -> new Span(Duration.ofSeconds(3), Duration.ofSeconds(2), Judged.BOTH))
        .hasMessage("an envelope must begin at zero or later and not end before: PT3S to PT2S");
    assertThatThrownBy(() -> new Span(Duration.ofSeconds(-1), Duration.ofSeconds(2), Judged.BOTH))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RoundTrip.AtMost(Duration.ofMillis(1_001)))
        .hasMessage("a round trip outside 0s to 1s: PT1.001S");
    assertThatThrownBy(() -> new PeakRate(0.01, 0.1)).hasMessage("peak_tops must be 0.1 to 100000");
    assertThatThrownBy(() -> new PeakRate(Double.NaN, 0.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PeakRate(1, 0)).hasMessage("slowest_share must be 0.001 to 1");
    assertThatThrownBy(() -> new UnitTerms(0)).hasMessage("a unit opens a row at least: 0");
  }
}
