package io.byteleap.miner.worker;

import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.event.MinerEvent.Activity;
import io.byteleap.miner.worker.WorkerView.Busy;
import io.byteleap.miner.worker.WorkerView.Offline;
import io.byteleap.miner.worker.WorkerView.Online;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What happened to a worker between two views of it.
final class WorkerNews {
  private WorkerNews() {}

  /// In the order in which it happened; `before` is null when the worker was not known.
  static List<MinerEvent> between(WorkerRegistry.@Nullable Entry before, WorkerView now) {
    var was = before == null ? new Offline() : before.view().status();
    boolean replaced = before != null && !before.view().connectedAt().equals(now.connectedAt());
    boolean again = replaced || (was instanceof Offline && !(now.status() instanceof Offline));
    return Stream.concat(
            again ? Stream.of(appeared(now)) : Stream.<MinerEvent>empty(),
            changes(again ? new Online() : was, now).stream())
        .toList();
  }

  private static MinerEvent appeared(WorkerView now) {
    return new MinerEvent.WorkerAppeared(now.id(), now.name(), now.address());
  }

  private static List<MinerEvent> changes(WorkerView.Status was, WorkerView now) {
    if (now.status().getClass().equals(was.getClass())) {
      return List.of();
    }
    return List.of(
        switch (now.status()) {
          case Offline() -> new MinerEvent.WorkerLeft(now.id());
          case Online() -> new MinerEvent.WorkerChanged(now.id(), Activity.ONLINE);
          case Busy _ -> new MinerEvent.WorkerChanged(now.id(), Activity.BUSY);
        });
  }
}
