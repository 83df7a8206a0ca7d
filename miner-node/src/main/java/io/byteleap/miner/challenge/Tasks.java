package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The challenges of one hotkey: those on their way, those that wait for their worker, and the last
/// ones that are over, the newest first.
public record Tasks(List<OnTheWay> onTheWay, List<Waiting> waiting, List<Over> over) {
  public record OnTheWay(ChallengeId id, WorkerId worker, Hotkey validator, Instant since) {}

  /// `why` it does not go now.
  public record Waiting(
      ChallengeId id, Label worker, Hotkey validator, Instant until, String why) {}

  /// `cause` is `none` when it was delivered.
  public record Over(
      ChallengeId id,
      WorkerId worker,
      Hotkey validator,
      Instant since,
      Instant until,
      String cause,
      Label why) {}

  public Tasks {
    onTheWay = List.copyOf(onTheWay);
    waiting = List.copyOf(waiting);
    over = List.copyOf(over);
  }

  /// What is kept of the challenges that are over.
  record Recent(List<Over> newestFirst) {
    private static final int KEPT = 100;

    static final Recent NONE = new Recent(List.of());

    Recent {
      newestFirst = List.copyOf(newestFirst);
    }

    Recent with(Over over) {
      return new Recent(Stream.concat(Stream.of(over), newestFirst.stream()).limit(KEPT).toList());
    }
  }

  static Tasks of(Outings outings, Recent recent) {
    return new Tasks(
        outings.onTheWay().entrySet().stream()
            .map(
                entry -> {
                  var outing = entry.getValue();
                  return new OnTheWay(
                      entry.getKey(), outing.worker(), outing.validator(), outing.since());
                })
            .toList(),
        outings.waiting().entrySet().stream()
            .map(entry -> waiting(entry.getKey(), entry.getValue()))
            .toList(),
        recent.newestFirst());
  }

  private static Waiting waiting(ChallengeId id, Outings.Waiting waiting) {
    return new Waiting(
        id,
        Label.of(waiting.challenge().targetWorkerId()),
        waiting.validator().target().hotkey(),
        waiting.until(),
        waiting.why().word());
  }
}
