package io.byteleap.domain.scoring;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.presence.BucketWindow;
import java.util.HexFormat;
import java.util.Optional;

/// A fingerprint of what a round was scored from, whatever its number: rounds with the same one
/// have the same scores.
public final class InputsDigest {
  private InputsDigest() {}

  /// SHA-256 over the moment, the policy, the buckets that were served, the challenge scores'
  /// digest and, a line each, the miners with their ledgers' positions: 64 hex digits. Empty for a
  /// round whose grounds are not known.
  public static Optional<String> of(ScoreRound round) {
    return switch (round.grounds()) {
      case ScoreGrounds.Unrecorded() -> Optional.empty();
      case ScoreGrounds.Recorded(var policy, var served, var challenges) ->
          Optional.of(Sha256.hexOf(text(round, policy, served, challenges)));
    };
  }

  private static String text(
      ScoreRound round, ScoringPolicy policy, BucketWindow served, String challenges) {
    var rule = policy.participation();
    var text = new StringBuilder();
    line(text, round.at());
    line(text, policy.windowBuckets());
    line(text, policy.weights().lease());
    line(text, policy.weights().challenge());
    line(text, rule.window());
    line(text, rule.interval());
    line(text, rule.threshold().value());
    line(text, policy.addresses());
    line(text, served.newest().map(bucket -> Long.toString(bucket.index())).orElse("none"));
    line(text, HexFormat.of().formatHex(served.bits()));
    line(text, challenges);
    round.miners().forEach(miner -> line(text, miner.hotkey() + " " + miner.ledgerSequence()));
    return text.toString();
  }

  private static void line(StringBuilder text, Object value) {
    text.append(value).append('\n');
  }
}
