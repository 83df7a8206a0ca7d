package io.byteleap.domain.enrolment;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.LivePresence;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.session.AttemptLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The validator's requests for enrolment tokens that are not answered yet: at most one a worker.
/// First it is looked whether the worker is present under the hotkey that asks, then the issuer is
/// asked, then the miner is told. `begun` counts the requests, and numbers them: what comes in for
/// an earlier one of the same worker changes nothing.
public record TokenDesk(
    SortedMap<Asker, Open> open, RequestLimits<Hotkey> limits, int openMax, long begun) {
  /// When a miner shall ask again whose request is under way already.
  public static final Duration UNDER_WAY_REST = Duration.ofSeconds(5);

  /// Miners whose requests are counted.
  private static final int MINERS_MAX = 1_024;

  /// Whose worker the token is for.
  public record Asker(Hotkey miner, WorkerId worker) implements Comparable<Asker> {
    private static final Comparator<Asker> ORDER =
        Comparator.comparing(Asker::miner).thenComparing(Asker::worker);

    @Override
    public int compareTo(Asker other) {
      return ORDER.compare(this, other);
    }
  }

  public enum Stage {
    /// The miner's ledger is asked for the worker.
    LOOKING,
    /// The issuer is asked for the token.
    ISSUING
  }

  public record Open(long number, Stage stage) {}

  public sealed interface Input {}

  /// A miner asks.
  public record Asked(Asker asker) implements Input {}

  /// Where the worker is.
  public record Looked(Asker asker, long number, Whereabouts where) implements Input {}

  /// Nobody could say where the worker is.
  public record NotLooked(Asker asker, long number) implements Input {}

  /// What the issuer says.
  public record IssuerSaid(Asker asker, long number, Word word) implements Input {}

  /// The issuer has not answered in time.
  public record IssuerLate(Asker asker, long number) implements Input {}

  public sealed interface Word {}

  /// There is a token; whoever says so has it in hand.
  public record Issued() implements Word {}

  public record Pending(Duration tryAgainIn) implements Word {}

  public record Refused(String why) implements Word {}

  /// There is nobody who issues tokens.
  public record NoIssuer() implements Word {}

  /// The issuer broke down.
  public record Failed() implements Word {}

  public sealed interface Output {}

  public record LookFor(Asker asker, long number) implements Output {}

  public record Issue(Asker asker, long number) implements Output {}

  public record Tell(Asker asker, Verdict verdict) implements Output {}

  public sealed interface Verdict {}

  /// The token that the issuer has just given.
  public record Give() implements Verdict {}

  public record Wait(Duration tryAgainIn) implements Verdict {}

  public record Deny(Reason reason, String says) implements Verdict {}

  public enum Reason {
    /// The worker is not one that is present under the hotkey that asks.
    WORKER_NOT_PRESENT,
    TOO_MANY_REQUESTS,
    NO_ISSUER,
    ISSUER_REFUSED,
    ISSUER_LATE,
    /// We could not find out, or the issuer broke down.
    OUR_FAULT
  }

  /// The desk that follows and what to do now.
  public record Step(TokenDesk next, List<Output> outputs) {
    public Step {
      outputs = List.copyOf(outputs);
    }
  }

  public TokenDesk {
    open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
  }

  /// A desk with no requests: so many of one miner, and so many open at a time.
  public static TokenDesk of(AttemptLimit perMiner, int openMax) {
    return new TokenDesk(new TreeMap<>(), RequestLimits.of(perMiner, MINERS_MAX), openMax, 0);
  }

  public Step step(Input input, Instant now) {
    return switch (input) {
      case Asked(var asker) -> asked(asker, now);
      case Looked(var asker, var number, var where) when isAt(Stage.LOOKING, asker, number) ->
          looked(asker, number, where);
      case NotLooked(var asker, var number) when isAt(Stage.LOOKING, asker, number) ->
          denied(asker, Reason.OUR_FAULT, "the validator could not look for the worker");
      case IssuerSaid(var asker, var number, var word) when isAt(Stage.ISSUING, asker, number) ->
          told(asker, verdict(word));
      case IssuerLate(var asker, var number) when isAt(Stage.ISSUING, asker, number) ->
          denied(asker, Reason.ISSUER_LATE, "the issuer of tokens did not answer in time");
      case Looked _, NotLooked _, IssuerSaid _, IssuerLate _ -> new Step(this, List.of());
    };
  }

  private boolean isAt(Stage stage, Asker asker, long number) {
    return new Open(number, stage).equals(open.get(asker));
  }

  private Step asked(Asker asker, Instant now) {
    Optional<RequestLimits<Hotkey>> counted = limits.attempt(asker.miner(), now);
    if (counted.isEmpty()) {
      var each = limits.each();
      return new Step(
          this,
          List.of(
              deny(
                  asker,
                  Reason.TOO_MANY_REQUESTS,
                  "too many requests for tokens: more than "
                      + each.attemptsMax()
                      + " in "
                      + each.stretch().toSeconds()
                      + " s")));
    }
    var next = new TokenDesk(open, counted.get(), openMax, begun);
    if (open.containsKey(asker)) {
      return new Step(next, List.of(new Tell(asker, new Wait(UNDER_WAY_REST))));
    }
    return open.size() < openMax
        ? next.begin(asker)
        : new Step(
            next,
            List.of(
                deny(
                    asker,
                    Reason.TOO_MANY_REQUESTS,
                    "too many requests for tokens wait: " + openMax)));
  }

  private Step begin(Asker asker) {
    long number = begun + 1;
    return new Step(
        at(asker, new Open(number, Stage.LOOKING), number), List.of(new LookFor(asker, number)));
  }

  private Step looked(Asker asker, long number, Whereabouts where) {
    return switch (where) {
      case ONLINE ->
          new Step(
              at(asker, new Open(number, Stage.ISSUING), begun), List.of(new Issue(asker, number)));
      case SILENT ->
          denied(
              asker,
              Reason.WORKER_NOT_PRESENT,
              "the worker is not present: no heartbeat of it in the last "
                  + LivePresence.WORKER_SILENCE_MAX.toSeconds()
                  + " s");
      case UNKNOWN ->
          denied(
              asker, Reason.WORKER_NOT_PRESENT, "no heartbeat of this miner has named the worker");
    };
  }

  private static Verdict verdict(Word word) {
    return switch (word) {
      case Issued() -> new Give();
      case Pending(var tryAgainIn) -> new Wait(tryAgainIn);
      case Refused(var why) -> new Deny(Reason.ISSUER_REFUSED, why);
      case NoIssuer() -> new Deny(Reason.NO_ISSUER, "this validator hands out no enrolment tokens");
      case Failed() -> new Deny(Reason.OUR_FAULT, "the issuer of tokens failed");
    };
  }

  private TokenDesk at(Asker asker, Open stage, long number) {
    var next = new TreeMap<>(open);
    next.put(asker, stage);
    return new TokenDesk(next, limits, openMax, number);
  }

  private Step denied(Asker asker, Reason reason, String says) {
    return told(asker, new Deny(reason, says));
  }

  private Step told(Asker asker, Verdict verdict) {
    var rest = new TreeMap<>(open);
    rest.remove(asker);
    return new Step(new TokenDesk(rest, limits, openMax, begun), List.of(new Tell(asker, verdict)));
  }

  private static Output deny(Asker asker, Reason reason, String says) {
    return new Tell(asker, new Deny(reason, says));
  }
}
