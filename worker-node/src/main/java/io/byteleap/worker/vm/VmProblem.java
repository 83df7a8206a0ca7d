package io.byteleap.worker.vm;

import io.byteleap.domain.units.Label;

/// Why something could not be done to a machine, in words that may go into a log and an answer.
public class VmProblem extends Exception {
  private static final long serialVersionUID = 1;

  public VmProblem(String why) {
    super(Label.of(why).value());
  }

  public VmProblem(String why, Throwable cause) {
    super(Label.of(why).value(), cause);
  }

  public Label why() {
    return Label.of(String.valueOf(getMessage()));
  }

  /// The order was given up while it was carried out.
  public static final class GivenUp extends VmProblem {
    private static final long serialVersionUID = 1;

    public GivenUp() {
      super("given up, because it took too long");
    }
  }

  /// The hypervisor cannot be reached; nothing is known of any machine.
  public static final class HypervisorGone extends VmProblem {
    private static final long serialVersionUID = 1;

    public HypervisorGone(String why) {
      super("libvirt cannot be reached: " + why);
    }
  }
}
