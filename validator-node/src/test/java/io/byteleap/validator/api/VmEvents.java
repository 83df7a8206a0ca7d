package io.byteleap.validator.api;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Party;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.rental.RentalEvent.Ending;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.RentalId;
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

/// The events of a rental, one of each kind in the order of [NewsJson#TYPES], and the rental that
/// they make.
final class VmEvents {
  private static final RentalId ID = new RentalId("0a1b2c3d-0000-4000-8000-000000000001");
  private static final Instant T0 = Samples.T0;

  private VmEvents() {}

  static List<RentalEvent> all() {
    var refused = new OrderEnd.Failed(OrderEnd.Why.WORKER_REFUSED, Label.of("no room"));
    return List.of(
        new RentalBegun(terms(), T0),
        new RentalEvent.LeaseTaken(ID.lease(1), T0.plusSeconds(300), T0),
        new RentalEvent.LeaseKept(T0.plusSeconds(400), T0),
        new RentalEvent.LeaseLeft(T0),
        new RentalEvent.OrderGiven(1, OrderKind.CREATE, T0.plusSeconds(60), T0),
        new RentalEvent.OrderSent(1, T0.plusSeconds(60), T0),
        new RentalEvent.OrderEnded(1, refused, T0),
        new RentalEvent.EndAsked(T0),
        new RentalEvent.OutageBegan(Party.WORKER, T0),
        new RentalEvent.OutageEnded(T0.plusSeconds(5)),
        new RentalEvent.HandedOver(handover(), HandoverProof.FALSE_SIGNATURE, T0),
        new RentalEvent.RentalEnded(Ending.FAILED, Label.of("no room"), T0));
  }

  /// The rental after each of its events.
  static List<Rental> courses() {
    var courses = new java.util.ArrayList<Rental>();
    for (RentalEvent event : all()) {
      courses.add(
          event instanceof RentalBegun begun
              ? Rental.begun(begun)
              : courses.getLast().evolve(event));
    }
    return courses;
  }

  private static SignedHandover handover() {
    return new SignedHandover(
        new WorkerId("w-1"),
        ID.task(1),
        new Handover(
            new VmId("a-machine"),
            ID.machine(),
            T0,
            true,
            true,
            false,
            true,
            List.of(PciAddress.parse("0000:01:00.0"))),
        "5a".repeat(70));
  }

  private static RentalTerms terms() {
    return new RentalTerms(
        ID,
        ApiSite.MINER,
        new WorkerId("w-1"),
        Label.of("market"),
        Label.NONE,
        new ImageName("base.qcow2"),
        new VmSize(1_024, 2, 10, 1),
        GuestUser.ROOT,
        SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q= me"));
  }
}
