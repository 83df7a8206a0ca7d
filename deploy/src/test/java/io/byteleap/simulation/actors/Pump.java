package io.byteleap.simulation.actors;

import io.byteleap.simulation.Broken;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// All that the actors of a world have to do at this moment, in the order in which it came up. It
/// is done by the world's one thread, so that a seed decides everything.
final class Pump {
  private record Task(Ground ground, Runnable work) {}

  private final Queue<Task> tasks = new ArrayDeque<>();
  private Optional<Broken> broken = Optional.empty();

  void add(Ground ground, Runnable work) {
    tasks.add(new Task(ground, work));
  }

  /// Does everything there is to do, and what follows from it. What is left of processes that have
  /// crashed is dropped.
  void run() {
    while (!tasks.isEmpty()) {
      var task = tasks.remove();
      if (task.ground().isAlive()) {
        task.work().run();
      }
    }
    if (broken.isPresent()) {
      throw broken.get();
    }
  }

  /// Looks at something inside an actor, which would take an exception for a failure of its own.
  void guarded(Runnable look) {
    try {
      look.run();
    } catch (Broken rule) {
      broke(rule);
    }
  }

  /// A rule was seen broken; the first one counts.
  void broke(Broken rule) {
    if (broken.isEmpty()) {
      broken = Optional.of(rule);
    }
  }
}
