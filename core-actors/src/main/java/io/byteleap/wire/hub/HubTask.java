package io.byteleap.wire.hub;

import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/// Something that the hub wants done, by any worker or by one. The same key again is the same task.
///
/// `key` and `type` are 1 to 128 graphic characters; `life` is how long after its arrival the task
/// may still be begun: over zero, at most 30 days, which is also what a task without one gets, so
/// that none is kept for ever.
public record HubTask(
    String key, String type, Target target, JsonObject payload, int priority, Duration life) {
  public static final Duration LIFE_MAX = Duration.ofDays(30);

  /// Kind of a task that names none.
  public static final String VM_CREATION = "vm_creation";

  private static final int TEXT_LENGTH_MAX = 128;

  public sealed interface Target {}

  public record AnyWorker() implements Target {}

  public record OneWorker(WorkerKey key) implements Target {}

  public HubTask {
    checkText("taskKey", key);
    checkText("taskType", type);
    if (!life.isPositive() || life.compareTo(LIFE_MAX) > 0) {
      throw new IllegalArgumentException(
          "ttl must be over 0 and at most " + LIFE_MAX.toDays() + "d");
    }
  }

  private static void checkText(String name, String text) {
    boolean graphic = text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    if (text.isEmpty() || text.length() > TEXT_LENGTH_MAX || !graphic) {
      throw new IllegalArgumentException(
          name + " must be 1 to " + TEXT_LENGTH_MAX + " graphic characters");
    }
  }

  /// When a task that arrived at `arrival` is over.
  public Instant endsAt(Instant arrival) {
    return arrival.plus(life);
  }
}
