package io.byteleap.localnet;

import java.time.Instant;
import java.util.List;

/// Who rents on the first worker, so that the network has something to pay for. One thread.
sealed interface Tenant extends AutoCloseable permits LeaseKeeper, MachineTenant {
  /// Does what is due; returns what there is to tell.
  List<String> step(Snapshot now, Tally tally);

  /// Whether the run may end as far as the tenant goes.
  boolean isContent(Instant now);

  /// From here on what was rented is given back, step by step.
  void end();

  /// Whether it is given back.
  boolean isOver();

  /// Lines for the board.
  List<String> board();

  /// What went wrong, when the run is at its end.
  List<String> missing();

  /// What the run came to, in a line or none.
  List<String> summary();

  @Override
  void close();
}
