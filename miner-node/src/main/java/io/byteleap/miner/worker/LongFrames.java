package io.byteleap.miner.worker;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Sees to it that only a few long frames are dealt with at a time, whoever sends them: a frame of
/// 16 MiB takes several times as much memory while it is read. The others wait, in order, as the
/// bytes that came; each connection has one at most. May be called from any thread.
final class LongFrames {
  private static final int AT_A_TIME = 2;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /// Runs `deal` now or when another one is done. Whoever was run says [#done] once.
  void deal(Runnable deal) {
    if (isFree(deal)) {
      deal.run();
    }
  }

  private synchronized boolean isFree(Runnable deal) {
    if (running == AT_A_TIME) {
      waiting.add(deal);
      return false;
    }
    running++;
    return true;
  }

  void done() {
    var next = next();
    if (next != null) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    var next = waiting.poll();
    if (next == null) {
      running--;
    }
    return next;
  }
}
