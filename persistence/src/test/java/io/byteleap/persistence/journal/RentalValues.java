package io.byteleap.persistence.journal;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Party;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.rental.RentalEvent.EndAsked;
import io.byteleap.domain.rental.RentalEvent.Ending;
import io.byteleap.domain.rental.RentalEvent.HandedOver;
import io.byteleap.domain.rental.RentalEvent.LeaseKept;
import io.byteleap.domain.rental.RentalEvent.LeaseLeft;
import io.byteleap.domain.rental.RentalEvent.LeaseTaken;
import io.byteleap.domain.rental.RentalEvent.OrderEnded;
import io.byteleap.domain.rental.RentalEvent.OrderGiven;
import io.byteleap.domain.rental.RentalEvent.OrderSent;
import io.byteleap.domain.rental.RentalEvent.OutageBegan;
import io.byteleap.domain.rental.RentalEvent.OutageEnded;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.RentalEvent.RentalEnded;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalState;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.fixture.Samples;
import java.time.Instant;
import java.util.List;

/// The events of a rental from its begin to its end, and states on the way.
public final class RentalValues {
  private static final Instant T0 = Samples.T0.plusNanos(123_456_000);

  public static final RentalId ID = new RentalId("0a1b2c3d-0000-4000-8000-000000000001");

  private RentalValues() {}

  public static RentalTerms terms() {
    return new RentalTerms(
        ID,
        new Hotkey("5Miner"),
        new WorkerId("w-1"),
        Label.of("market"),
        Label.of("mine"),
        new ImageName("base.qcow2"),
        new VmSize(1_024, 2, 10, 1),
        new GuestUser("ubuntu"),
        SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q= me"));
  }

  /// In an order in which they may happen.
  public static List<Object> events() {
    return List.of(
        new RentalBegun(terms(), T0),
        new LeaseTaken(ID.lease(1), T0.plusSeconds(300), T0.plusSeconds(1)),
        new OrderGiven(1, OrderKind.CREATE, T0.plusSeconds(120), T0.plusSeconds(1)),
        new OrderSent(1, T0.plusSeconds(212), T0.plusSeconds(2)),
        new OrderEnded(1, new OrderEnd.Done(), T0.plusSeconds(40)),
        new LeaseKept(T0.plusSeconds(400), T0.plusSeconds(100)),
        new OutageBegan(Party.WORKER, T0.plusSeconds(110)),
        new OutageEnded(T0.plusSeconds(130)),
        new EndAsked(T0.plusSeconds(200)),
        new HandedOver(handover(), HandoverProof.VERIFIED, T0.plusSeconds(202)),
        new LeaseLeft(T0.plusSeconds(203)),
        new RentalEnded(Ending.FAILED, Label.of("the machine may be left"), T0.plusSeconds(210)));
  }

  static List<Object> states() {
    RentalState state = new RentalState.None();
    for (Object event : events().subList(0, events().size() - 1)) {
      state = state.evolve((RentalEvent) event);
    }
    var refused = new OrderEnd.Failed(OrderEnd.Why.WORKER_REFUSED, Label.of("no room"));
    return List.of(
        state
            .evolve(new OrderGiven(2, OrderKind.STOP, T0.plusSeconds(320), T0.plusSeconds(205)))
            .evolve(new OrderEnded(2, refused, T0.plusSeconds(206)))
            .evolve(new OrderGiven(3, OrderKind.REBOOT, T0.plusSeconds(330), T0.plusSeconds(207)))
            .evolve(new OutageBegan(Party.VALIDATOR, T0.plusSeconds(208))));
  }

  private static SignedHandover handover() {
    return new SignedHandover(
        new WorkerId("w-1"),
        ID.task(2),
        new Handover(
            new VmId("11111111-2222-4333-8444-555555555555"),
            ID.machine(),
            T0.plusSeconds(201),
            true,
            true,
            true,
            false,
            List.of(PciAddress.parse("0000:01:00.0"))),
        "5a".repeat(70));
  }
}
