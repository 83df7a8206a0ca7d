package io.byteleap.loadtest;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// How a miner of a run is set up: where it keeps its things, for how many hotkeys it speaks, and
/// which keys of its configuration differ from what every run has.
record MinerSetup(Path folder, int hotkeys, Map<String, String> settings) {
  /// Workers that one hotkey may have.
  static final int WORKERS_A_HOTKEY = 100;

  MinerSetup {
    settings = new TreeMap<>(settings);
  }

  /// As many hotkeys as so many workers need.
  static int hotkeysFor(int workers) {
    return Math.ceilDiv(workers, WORKERS_A_HOTKEY);
  }
}
