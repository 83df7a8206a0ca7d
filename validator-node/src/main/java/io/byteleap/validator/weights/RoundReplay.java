package io.byteleap.validator.weights;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.Explanation;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreGrounds;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.port.Archive;
import io.byteleap.port.Archive.StoredRound;
import io.byteleap.port.VerifiedWorkBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes past rounds again from the journal: to compare them with what was stored, and to explain
/// them. Calls block, and throw [io.byteleap.port.History.HistoryUnavailable].
public final class RoundReplay {
  private final Archive archive;
  private final VerifiedWorkBook book;

  public RoundReplay(Archive archive, VerifiedWorkBook book) {
    this.archive = archive;
    this.book = book;
  }

  /// Which round: one by its number, or the newest.
  public sealed interface Which {}

  public record Numbered(long number) implements Which {}

  public record Newest() implements Which {}

  /// What became of a round that was made again.
  public sealed interface Outcome {}

  /// Byte for byte what was stored.
  public record Same(ScoreRound round) implements Outcome {}

  /// `differences` are those whose score or standing came out otherwise; empty when only the bytes
  /// differ.
  public record Different(ScoreRound stored, ScoreRound again, List<Difference> differences)
      implements Outcome {}

  public record Difference(MinerTotal stored, MinerTotal again) {}

  /// A miner's score, explained.
  public record Explained(ScoreRound round, ScoreGrounds.Recorded grounds, Explanation explanation)
      implements Outcome {}

  public record NoSuchRound() implements Outcome {}

  /// The miner was not in the subnet in that round.
  public record NotInRound(long round) implements Outcome {}

  /// What it takes is not there any more, or never was.
  public record Impossible(long round, String why) implements Outcome {}

  public Outcome replay(Which which) {
    return stored(which).map(this::replay).orElseGet(NoSuchRound::new);
  }

  /// The round's score of `miner`, explained.
  public Outcome explain(Hotkey miner, Which which) {
    return stored(which).map(stored -> explain(miner, stored.round())).orElseGet(NoSuchRound::new);
  }

  private Optional<StoredRound> stored(Which which) {
    return switch (which) {
      case Numbered(var number) -> archive.round(number);
      case Newest() -> archive.latestRound();
    };
  }

  private Outcome replay(StoredRound stored) {
    var round = stored.round();
    return switch (Grounds.of(round, book)) {
      case Grounds.Missing(var why) -> new Impossible(round.number(), why);
      case Grounds.Found grounds -> {
        var totals = new ArrayList<MinerTotal>();
        for (MinerTotal miner : round.miners()) {
          var ledger = archive.ledger(miner.hotkey(), miner.ledgerSequence());
          if (ledger.isEmpty()) {
            yield new Impossible(round.number(), "events of " + miner.hotkey() + " are gone");
          }
          totals.add(again(miner, ledger.get(), grounds));
        }
        var again = ScoreRound.of(round.number(), grounds.basis(), grounds.challenges(), totals);
        yield archive.written(again).equals(stored.stored())
            ? new Same(round)
            : new Different(round, again, differences(round, again));
      }
    };
  }

  private static MinerTotal again(MinerTotal miner, MinerLedger ledger, Grounds.Found grounds) {
    var score = MinerScore.of(ledger, grounds.basis(), grounds.evidence(miner.hotkey()));
    return new MinerTotal(miner.hotkey(), score.online(), score.total(), miner.ledgerSequence());
  }

  private static List<Difference> differences(ScoreRound stored, ScoreRound again) {
    var differences = new ArrayList<Difference>();
    for (int i = 0; i < stored.miners().size(); i++) {
      if (!stored.miners().get(i).equals(again.miners().get(i))) {
        differences.add(new Difference(stored.miners().get(i), again.miners().get(i)));
      }
    }
    return differences;
  }

  private Outcome explain(Hotkey miner, ScoreRound round) {
    var total = round.miners().stream().filter(each -> each.hotkey().equals(miner)).findFirst();
    if (total.isEmpty()) {
      return new NotInRound(round.number());
    }
    return switch (Grounds.of(round, book)) {
      case Grounds.Missing(var why) -> new Impossible(round.number(), why);
      case Grounds.Found grounds ->
          archive
              .ledger(miner, total.get().ledgerSequence())
              .<Outcome>map(
                  ledger ->
                      new Explained(
                          round,
                          grounds.recorded(),
                          Explanation.of(ledger, grounds.basis(), grounds.evidence(miner))))
              .orElseGet(() -> new Impossible(round.number(), "the miner's events are gone"));
    };
  }

  /// What a round was made from, if it can be had again.
  private sealed interface Grounds {
    record Found(ScoreGrounds.Recorded recorded, ScoreBasis basis, ChallengeScores challenges)
        implements Grounds {
      MinerEvidence evidence(Hotkey miner) {
        return new MinerEvidence(challenges.of(miner));
      }
    }

    record Missing(String why) implements Grounds {}

    static Grounds of(ScoreRound round, VerifiedWorkBook book) {
      return switch (round.grounds()) {
        case ScoreGrounds.Unrecorded() ->
            new Missing("it was scored by a version that did not record the policy");
        case ScoreGrounds.Recorded recorded -> found(round, recorded, book);
      };
    }

    private static Grounds found(
        ScoreRound round, ScoreGrounds.Recorded recorded, VerifiedWorkBook book) {
      var miners = round.miners().stream().map(MinerTotal::hotkey).toList();
      var challenges = ChallengeRanking.scores(recorded.policy(), book, miners, round.at());
      return challenges.digest().equals(recorded.challengeDigest())
          ? new Found(
              recorded,
              new ScoreBasis(recorded.policy(), recorded.served(), round.at()),
              challenges)
          : new Missing("the challenges that counted then are not the ones stored now");
    }
  }
}
