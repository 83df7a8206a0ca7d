package io.byteleap.worker.link;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.worker.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Results that have not left this process yet, oldest first: so many, for so long as their proofs
/// could still be given. Immutable.
record Outbox(List<Held> held) {
  static final Outbox EMPTY = new Outbox(List.of());

  static final int COUNT_MAX = 64;
  static final Duration AGE = Duration.ofMinutes(10);

  /// A frame, and until when it is worth sending.
  record Held(WorkerFrame frame, Instant until) {}

  Outbox {
    held = List.copyOf(held);
  }

  /// With one more, in place of the oldest when there are too many.
  Outbox with(WorkerFrame frame, Instant now) {
    var all = Stream.concat(held.stream(), Stream.of(new Held(frame, now.plus(AGE)))).toList();
    return new Outbox(all.subList(Math.max(0, all.size() - COUNT_MAX), all.size()));
  }

  /// What one more would push out.
  Optional<WorkerFrame> displacedByOneMore() {
    return held.size() < COUNT_MAX ? Optional.empty() : Optional.of(held.getFirst().frame());
  }

  Outbox without(WorkerFrame frame) {
    return new Outbox(held.stream().filter(each -> !each.frame().equals(frame)).toList());
  }

  Outbox freshAt(Instant now) {
    return new Outbox(held.stream().filter(each -> now.isBefore(each.until())).toList());
  }

  List<WorkerFrame> expiredAt(Instant now) {
    return held.stream().filter(each -> !now.isBefore(each.until())).map(Held::frame).toList();
  }

  List<WorkerFrame> unsent() {
    return held.stream().map(Held::frame).toList();
  }

  /// The task that a result is of, for the log.
  static Label nameOf(WorkerFrame frame) {
    return frame instanceof WorkerFrame.TaskResult result
        ? Label.of(result.taskId())
        : Label.of(frame.getClass().getSimpleName());
  }
}
