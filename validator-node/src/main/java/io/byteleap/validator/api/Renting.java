package io.byteleap.validator.api;

import io.byteleap.port.Devices;
import io.byteleap.validator.gateway.RentalInbox;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.Scheduler;

/// Whether machines can be rented through this validator.
public sealed interface Renting {
  record Off() implements Renting {}

  /// Where rentals and enrolled workers are; a worker that was not heard for `silenceMax` is not at
  /// the gateway.
  record On(RentalInbox.Rentals rentals, Devices devices, Duration silenceMax, Scheduler scheduler)
      implements Renting {}

  /// What of the interface there is.
  default List<Operation> operations(VmOperations.Tools tools) {
    return switch (this) {
      case Off() -> List.of();
      case On on ->
          Stream.of(
                  new VmOperations(on, tools).all(),
                  new DeviceOperations(on.devices(), tools).all())
              .flatMap(List::stream)
              .toList();
    };
  }
}
