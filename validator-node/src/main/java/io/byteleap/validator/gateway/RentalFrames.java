package io.byteleap.validator.gateway;

import io.byteleap.config.Secret;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.GatewayFrameCodec;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOrderType;
import java.time.Duration;
import java.util.List;

/// What a rental's orders look like to its worker. Machines are asked for by their name, which is
/// the rental's own, so that one is found whose making was not answered.
final class RentalFrames {
  /// The way there and back, beside the time that the order itself may take.
  private static final Duration WAY = Duration.ofSeconds(30);

  private RentalFrames() {}

  static String order(RentalTerms terms, OrderKind kind, int number) {
    return frame(terms, operation(terms, kind), Integer.toString(number));
  }

  /// Asks how the machine is, under this word.
  static String stats(RentalTerms terms, String word) {
    return frame(terms, new VmOperation.MonitorStats(machine(terms)), word);
  }

  private static String frame(RentalTerms terms, VmOperation operation, String word) {
    return GatewayFrameCodec.encode(new VmOrder(terms.id().task(word), terms.worker(), operation));
  }

  private static VmId machine(RentalTerms terms) {
    return new VmId(terms.id().machine().value());
  }

  private static VmOperation operation(RentalTerms terms, OrderKind kind) {
    return switch (kind) {
      case CREATE ->
          new VmOperation.Create(
              terms.id().machine(),
              terms.image(),
              terms.size(),
              new VmOperation.Access(terms.user(), List.of(terms.key()), Secret.of("")),
              VmDirectory.OWN);
      case START -> new VmOperation.TurnOn(machine(terms));
      case STOP -> new VmOperation.TurnOff(machine(terms));
      case REBOOT -> new VmOperation.Reboot(machine(terms));
      case DESTROY -> new VmOperation.Destroy(machine(terms));
    };
  }

  /// How long the answer to an order may take.
  static Duration patience(OrderKind kind) {
    return patience(
        switch (kind) {
          case CREATE -> VmOrderType.CREATE;
          case START -> VmOrderType.TURN_ON;
          case STOP -> VmOrderType.TURN_OFF;
          case REBOOT -> VmOrderType.REBOOT;
          case DESTROY -> VmOrderType.DESTROY;
        });
  }

  static Duration patience(VmOrderType type) {
    return type.timeout().plus(WAY);
  }
}
