package io.byteleap.wire.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.KeyPurpose;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.json.JsonObject;

/// How an order for a machine ended. Every order has exactly one.
public sealed interface VmOutcome {
  /// Text of a failure without a reason, as the existing worker has it.
  Label UNKNOWN_ERROR = Label.of("Unknown error");

  /// `millis` is how long it took, at least 0.
  record Done(Result result, double millis) implements VmOutcome {
    public Done {
      if (!(millis >= 0) || Double.isInfinite(millis)) {
        throw new IllegalArgumentException("execution_time must be a time, is " + millis);
      }
    }
  }

  /// `error` is never blank: the gateway always learns something.
  record Failed(Label error) implements VmOutcome {
    public Failed {
      error = error.isBlank() ? UNKNOWN_ERROR : error;
    }
  }

  /// What a good answer says beside worker, order and machine.
  sealed interface Result {}

  /// `systemInfo` is what is known of the machine, as in heartbeats.
  record Created(VmId vm, VmName name, JsonObject systemInfo) implements Result {}

  /// The machine was brought into this state.
  record Changed(VmStatus status) implements Result {}

  /// The machine was in the state asked for already.
  record Unchanged() implements Result {}

  record Stats(VmName name, VmStatus status, JsonObject systemInfo) implements Result {}

  /// `publicKey` is that of a key made inside the machine, else empty.
  record KeyAdded(KeyPurpose purpose, String publicKey) implements Result {}

  record KeyRevoked(KeyPurpose purpose) implements Result {}

  record Connected(Label ipAddress) implements Result {}
}
