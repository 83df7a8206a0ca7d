package io.byteleap.simulation;

import io.byteleap.domain.identity.Hotkey;
import java.util.List;

/// A miner of a world, whatever it is made of.
public interface Miner {
  int index();

  Hotkey hotkey();

  List<WorkerNode> workers();

  /// Whether it tries what an honest one does not.
  boolean lies();

  /// The way between it and the validator with this index.
  Link link(int validator);

  /// Begins to work, each duty at a time of its own.
  void begin();

  /// Loses everything that is not kept.
  void crash();

  /// A crash is over; two may overlap.
  void comeBack();

  /// One of its workers has failed or has come back.
  void changed(WorkerNode worker);
}
