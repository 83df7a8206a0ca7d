package io.byteleap.wire.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonProblem;
import java.util.Comparator;

/// One worker of one miner, as the hub names it: `<hotkey>:<worker id>`. A hotkey holds no colon,
/// so the first one parts the two.
public record WorkerKey(Hotkey miner, WorkerId worker) implements Comparable<WorkerKey> {
  private static final Comparator<WorkerKey> ORDER =
      Comparator.comparing(WorkerKey::miner).thenComparing(WorkerKey::worker);

  public WorkerKey {
    if (miner.value().indexOf(':') >= 0) {
      throw new IllegalArgumentException("a hotkey with a colon cannot be part of a worker key");
    }
  }

  /// Throws what [io.byteleap.wire.Decoded#of] turns into a refusal.
  static WorkerKey parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new JsonProblem("workerKey", "must be <hotkey>:<worker id>");
    }
    return new WorkerKey(
        new Hotkey(text.substring(0, colon)), new WorkerId(text.substring(colon + 1)));
  }

  public String text() {
    return miner.value() + ":" + worker.value();
  }

  @Override
  public int compareTo(WorkerKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text();
  }
}
