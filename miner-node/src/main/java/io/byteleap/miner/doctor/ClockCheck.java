package io.byteleap.miner.doctor;

import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.node.Finding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether our clock is right: compared with the `Date` that validators put into their answers, and
/// with the time of the chain's newest block.
///
/// Validators refuse requests whose time is more than seconds from theirs.
final class ClockCheck {
  private static final String CHECK = "clock";
  private static final String REMEDY = "keep the clock right with NTP (timedatectl set-ntp true)";
  private static final Duration SKEW_WARN = Duration.ofSeconds(2);
  private static final Duration SKEW_FAIL = Duration.ofSeconds(4);

  /// A block is made every 12 seconds, and seen some seconds later.
  private static final Duration BLOCK_AGE_MAX = Duration.ofMinutes(2);

  private static final int ASKED_MAX = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private ClockCheck() {}

  /// Nothing when nobody says what time it is.
  static List<Finding> against(List<Endpoint> validators, InstantSource clock) {
    var skews = new ArrayList<Duration>();
    try (var http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      validators.stream()
          .limit(ASKED_MAX)
          .map(endpoint -> skew(endpoint, http, clock))
          .flatMap(Optional::stream)
          .forEach(skews::add);
    }
    return skews.isEmpty() ? List.of() : List.of(finding(median(skews), skews.size()));
  }

  private static Optional<Duration> skew(Endpoint endpoint, HttpClient http, InstantSource clock) {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint.authority() + "/"))
            .timeout(TIMEOUT)
            .build();
    try {
      var before = clock.instant();
      var response = http.send(request, HttpResponse.BodyHandlers.discarding());
      var middle = before.plus(Duration.between(before, clock.instant()).dividedBy(2));
      return response
          .headers()
          .firstValue("Date")
          .flatMap(ClockCheck::time)
          .map(theirs -> skew(middle, theirs));
    } catch (IOException e) {
      return Optional.empty(); // the validator's own finding says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// Source: RFC 9110, section 5.6.7.
  private static Optional<Instant> time(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /// How far we are ahead. A date has whole seconds: it stands for the middle of its second.
  static Duration skew(Instant ours, Instant theirs) {
    return Duration.between(theirs.plusMillis(500), ours);
  }

  private static Duration median(List<Duration> skews) {
    return skews.stream().sorted().toList().get(skews.size() / 2);
  }

  static Finding finding(Duration skew, int asked) {
    String measured =
        "%.1f s %s %d validators"
            .formatted(
                Math.abs(skew.toMillis()) / 1_000.0,
                skew.isNegative() ? "behind the clocks of" : "ahead of the clocks of",
                asked);
    if (skew.abs().compareTo(SKEW_FAIL) >= 0) {
      return Finding.fail(CHECK, measured + ", who refuse what we say", REMEDY);
    }
    return skew.abs().compareTo(SKEW_WARN) >= 0
        ? Finding.warn(CHECK, measured, REMEDY)
        : Finding.ok(CHECK, measured);
  }

  static Optional<Finding> against(ChainSight.BlockClock blockClock) {
    return switch (blockClock) {
      case ChainSight.Unknown() -> Optional.empty();
      case ChainSight.Behind(var age) when age.compareTo(SKEW_FAIL.negated()) < 0 ->
          Optional.of(
              Finding.fail("block time", -age.toSeconds() + " s ahead of our clock", REMEDY));
      case ChainSight.Behind(var age) when age.compareTo(BLOCK_AGE_MAX) > 0 ->
          Optional.of(
              Finding.warn(
                  "block time",
                  "the newest block is " + age.toSeconds() + " s old by our clock",
                  REMEDY
                      + "; if it is right, the chain's node lags: name another one in"
                      + " subtensor.endpoints"));
      case ChainSight.Behind(var age) ->
          Optional.of(
              Finding.ok(
                  "block time", "the newest block is " + age.toSeconds() + " s old by our clock"));
    };
  }
}
