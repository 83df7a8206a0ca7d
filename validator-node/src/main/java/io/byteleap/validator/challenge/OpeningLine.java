package io.byteleap.validator.challenge;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.OpeningCheck;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.wire.exact.OpeningFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The openings of challenge v2 that wait for their judgement or are judged, on the pool for
/// verification. Their memory, all of them together, has a bound: whoever finds the line full is to
/// come again. Safe for all threads.
public final class OpeningLine {
  private static final Logger LOG = LoggerFactory.getLogger(OpeningLine.class);

  /// Frames and what is read from them, of all openings in the line.
  public static final long BYTES_MAX = 64L << 20;

  private final Executor pool;
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  /// An opening that came: of which task, what the unit committed to and was asked, and what it
  /// sent.
  public record Opening(ExactTask task, TreeHash root, OpeningRequest asked, Bytes frame) {
    /// The frame, its values, the hashes of its paths (which are as objects some times their bytes)
    /// and one row of the left factor.
    long memory() {
      return 3L * frame.length() + task.shape().size();
    }

    @Override
    public String toString() {
      return "Opening[" + task.challenge() + ", " + task.unit() + "]";
    }
  }

  /// What came of one.
  public record Outcome(ChallengeId challenge, UnitId unit, ExactVerdict verdict, Duration took)
      implements CborSerializable {}

  public OpeningLine(Executor pool) {
    this(pool, BYTES_MAX);
  }

  OpeningLine(Executor pool, long bytesMax) {
    this.pool = pool;
    this.bytesMax = bytesMax;
  }

  /// A place in the line; empty when it is full.
  public Optional<Place> enter(Opening opening) {
    long wanted = opening.memory();
    long before = bytes.getAndUpdate(now -> now + wanted <= bytesMax ? now + wanted : now);
    return before + wanted <= bytesMax ? Optional.of(new Place(opening, wanted)) : Optional.empty();
  }

  /// Bytes of all openings in the line.
  public long bytes() {
    return bytes.get();
  }

  /// The place of one opening. Either it is judged or it leaves.
  public final class Place {
    private final Opening opening;
    private final long memory;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(Opening opening, long memory) {
      this.opening = opening;
      this.memory = memory;
    }

    /// Gives the place back. Twice is once.
    public void leave() {
      if (left.compareAndSet(false, true)) {
        bytes.addAndGet(-memory);
      }
    }

    /// Has the opening judged as soon as `check` is there; `taker` hears of it on a thread of the
    /// pool, whatever comes of it.
    public void judge(CompletableFuture<RoundCheck> check, Consumer<Outcome> taker) {
      var _ =
          check.whenCompleteAsync((ready, failure) -> taker.accept(outcome(ready, failure)), pool);
    }

    private Outcome outcome(@Nullable RoundCheck check, @Nullable Throwable failure) {
      long begun = System.nanoTime();
      var verdict =
          check == null
              ? unjudged(failure == null ? new CancellationException() : failure)
              : judged(check);
      leave();
      return new Outcome(
          opening.task().challenge(),
          opening.task().unit(),
          verdict,
          Duration.ofNanos(System.nanoTime() - begun));
    }

    /// Whoever waits for a verdict must hear that there will be none: so a mistake of ours is
    /// caught here, where somebody else's evidence meets our arithmetic.
    private ExactVerdict judged(RoundCheck check) {
      try {
        return switch (OpeningFrame.decode(opening.asked(), opening.frame())) {
          case OpeningFrame.Refused(var why) -> new ExactVerdict.Refused(why);
          case OpeningFrame.Opened(var rows) ->
              OpeningCheck.judge(
                  opening.task(), opening.root(), opening.asked().rows(), rows, check);
        };
      } catch (RuntimeException e) {
        return unjudged(e);
      }
    }

    private ExactVerdict unjudged(Throwable failure) {
      LOG.error(
          "opening cannot be judged, challenge={}, unit={}, cause={}",
          opening.task().challenge(),
          opening.task().unit(),
          FailureCause.text(failure));
      return new ExactVerdict.Refused(ExactRefusal.NOT_JUDGED);
    }
  }
}
