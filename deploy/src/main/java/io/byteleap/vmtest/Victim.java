package io.byteleap.vmtest;

import java.io.PrintStream;

/// The worker that is killed: carries one order out and prints each step when it begins.
final class Victim {
  static final String MAKE = "MAKE";
  static final String DESTROY = "DESTROY";

  /// Begins the line of a step.
  static final String STEP = "step: ";

  private Victim() {}

  static int run(VmTestOptions options, TestHost.Systems systems, PrintStream out) {
    String[] what = options.victim().split("-", 2);
    var order = what[0].equals(MAKE) ? VmOrders.make(what[1]) : VmOrders.destroy(what[1]);
    try (var host = TestHost.start(options, systems)) {
      host.carry(order, step -> out.println(STEP + step));
      out.println("ended");
      return 0;
    }
  }
}
