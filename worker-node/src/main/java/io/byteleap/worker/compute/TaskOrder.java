package io.byteleap.worker.compute;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/// A task that passed every check of its content: what to compute, for whom, by when.
record TaskOrder(ProofVault.Key key, TaskWork work, Duration timeout, TaskDesk.Run source) {
  /// Refused with a reason that names what is wrong: an id or hotkey that is none, a type of task
  /// that no worker knows, matrices beyond the protocol's bounds.
  static Decoded<TaskOrder> of(TaskDesk.Run source, Duration timeoutUsual) {
    var task = source.task();
    return read(source, () -> TaskWork.read(task.taskType(), task.data()), timeoutUsual);
  }

  /// The same for exact products, of a task that came from `miner`.
  static Decoded<TaskOrder> ofUnits(Hotkey miner, TaskDesk.Run source, Duration timeoutUsual) {
    return read(source, () -> TaskWork.readExact(source.task().data(), miner), timeoutUsual);
  }

  private static Decoded<TaskOrder> read(
      TaskDesk.Run source, Supplier<TaskWork> work, Duration timeoutUsual) {
    var task = source.task();
    var timeout =
        task.timeoutSeconds() == 0 ? timeoutUsual : Duration.ofSeconds(task.timeoutSeconds());
    return Decoded.of(
        () -> {
          var key =
              new ProofVault.Key(
                  new Hotkey(task.validatorHotkey()), new ChallengeId(task.taskId()));
          return new TaskOrder(key, work.get(), timeout, source);
        });
  }

  ChallengeId id() {
    return key.challenge();
  }

  Instant receivedAt() {
    return source.receivedAt();
  }

  ActorRef<WorkerFrame> replyTo() {
    return source.replyTo();
  }
}
