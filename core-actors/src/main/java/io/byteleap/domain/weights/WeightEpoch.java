package io.byteleap.domain.weights;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.weights.WeightVector.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// From rounds of scores to weights on the chain: which round was scored last, and what became of
/// the last submission. A new submission starts when the chain's tempo has passed since our last
/// update; one that was started but not heard of again is looked up on the chain, for as long as
/// it can still get into a block, before anything is sent twice. What the chain refused is not sent
/// again: the next round is.
public record WeightEpoch(Scored scored, Submission submission) {
  /// A submission is in one of so many blocks after the head that it was made at, or in none.
  /// Source: the SDK's signed extrinsics live for a period of 8 blocks.
  public static final int BLOCKS_PENDING = 8;

  public static final WeightEpoch BEGINNING = new WeightEpoch(new NotYet(), new Never());

  public sealed interface Scored {}

  public record NotYet() implements Scored {}

  public record Latest(ScoreRound round) implements Scored {}

  public sealed interface Submission {}

  public record Never() implements Submission {}

  /// Handed to the chain when its head was `block`; the outcome is not known.
  public record UnderWay(long round, Weights weights, BlockNumber block, Instant at)
      implements Submission {}

  /// In a block of the chain.
  public record Included(long round, Weights weights, BlockNumber block, Instant at)
      implements Submission {}

  public record Rejected(long round, Weights weights, String why, Instant at)
      implements Submission {}

  public sealed interface Event {}

  public record RoundScored(ScoreRound round) implements Event {}

  public record SubmissionStarted(long round, Weights weights, BlockNumber block, Instant at)
      implements Event {}

  public record WeightsIncluded(long round, BlockNumber block, Instant at) implements Event {}

  public record SubmissionFailed(long round, String why, Instant at) implements Event {}

  /// What the chain shows: its head, the block of our last update (genesis when there is none), and
  /// who is who in the subnet.
  public record ChainView(BlockNumber head, BlockNumber lastUpdate, Map<Hotkey, Uid> uids) {
    public ChainView {
      uids = Map.copyOf(uids);
    }

    /// Blocks since our last update.
    public long sinceUpdate() {
      return head.since(lastUpdate);
    }
  }

  /// When to submit: after so many blocks (0: never), and only rounds not older than `ageMax`.
  public record Rhythm(int tempo, Duration ageMax) {
    public Rhythm {
      if (tempo < 0 || !ageMax.isPositive()) {
        throw new IllegalArgumentException("tempo below 0, or no age: " + tempo + ", " + ageMax);
      }
    }

    /// Whoever asks for it need not wait for our tempo; the chain's own limits stay.
    public Rhythm atOnce() {
      return new Rhythm(1, ageMax);
    }

    /// Whether our weights were not set for more than a tempo and a half.
    public boolean isOverdue(ChainView view) {
      return tempo > 0 && 2 * view.sinceUpdate() > 3L * tempo;
    }
  }

  public sealed interface Decision {}

  /// Nothing to do now, because `why`.
  public record Wait(String why) implements Decision {}

  /// Store the event, then hand its weights to the chain.
  public record Submit(SubmissionStarted event) implements Decision {}

  /// The chain shows that an earlier submission was included: store the event.
  public record Conclude(WeightsIncluded event) implements Decision {}

  public long nextRound() {
    return switch (scored) {
      case NotYet() -> 1;
      case Latest(var round) -> round.number() + 1;
    };
  }

  /// What to do now that the chain looks like `view`, while no submission of this process runs.
  public Decision decide(ChainView view, Rhythm rhythm, Instant now) {
    return switch (submission) {
      case UnderWay(var round, _, var block, _) when view.lastUpdate().compareTo(block) > 0 ->
          new Conclude(new WeightsIncluded(round, view.lastUpdate(), now));
      case UnderWay(_, _, var block, _) when view.head().since(block) <= BLOCKS_PENDING ->
          new Wait("the last submission may still get into a block");
      case Rejected(var round, _, _, _) when round == nextRound() - 1 ->
          new Wait("the chain refused the last scores' weights");
      case Never _, UnderWay _, Included _, Rejected _ -> decideNext(view, rhythm, now);
    };
  }

  private Decision decideNext(ChainView view, Rhythm rhythm, Instant now) {
    return switch (scored) {
      case NotYet() -> new Wait("no scores yet");
      case Latest _ when rhythm.tempo() == 0 -> new Wait("submission is switched off (tempo 0)");
      case Latest _ when sinceUpdate(view) < rhythm.tempo() ->
          new Wait("tempo of " + rhythm.tempo() + " blocks has not passed since our last update");
      case Latest(var round) when round.at().isBefore(now.minus(rhythm.ageMax())) ->
          new Wait("the last scores are too old");
      case Latest(var round) -> submit(round, view, now);
    };
  }

  /// The view may be older than the answer that our weights are in a block.
  private long sinceUpdate(ChainView view) {
    return submission instanceof Included(_, _, var block, _)
        ? Math.min(view.sinceUpdate(), view.head().since(block))
        : view.sinceUpdate();
  }

  private static Decision submit(ScoreRound round, ChainView view, Instant now) {
    return switch (WeightVector.of(round, view.uids())) {
      case WeightVector.NoSignal() -> new Wait("all scores are zero");
      case Weights weights ->
          new Submit(new SubmissionStarted(round.number(), weights, view.head(), now));
    };
  }

  /// The epoch after `event`; an end of a submission that was not started is a bug.
  public WeightEpoch evolve(Event event) {
    return switch (event) {
      case RoundScored(var round) -> new WeightEpoch(new Latest(round), submission);
      case SubmissionStarted(var round, var weights, var block, var at) ->
          new WeightEpoch(scored, new UnderWay(round, weights, block, at));
      case WeightsIncluded(var round, var block, var at) ->
          new WeightEpoch(scored, new Included(round, underWay().weights(), block, at));
      case SubmissionFailed(var round, var why, var at) ->
          new WeightEpoch(scored, new Rejected(round, underWay().weights(), why, at));
    };
  }

  private UnderWay underWay() {
    if (submission instanceof UnderWay underWay) {
      return underWay;
    }
    throw new IllegalStateException("BUG: no submission is under way, but " + submission);
  }
}
