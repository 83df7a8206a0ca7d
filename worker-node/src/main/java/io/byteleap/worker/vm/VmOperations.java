package io.byteleap.worker.vm;

import io.byteleap.domain.vm.VmId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import java.util.Optional;

/// Which machine an operation is for.
final class VmOperations {
  private VmOperations() {}

  /// Empty for an operation that makes a machine.
  static Optional<VmId> target(VmOperation operation) {
    return switch (operation) {
      case VmOperation.Create _ -> Optional.empty();
      case VmOperation.TurnOn(var vm) -> Optional.of(vm);
      case VmOperation.TurnOff(var vm) -> Optional.of(vm);
      case VmOperation.Reboot(var vm) -> Optional.of(vm);
      case VmOperation.Destroy(var vm) -> Optional.of(vm);
      case VmOperation.MonitorStats(var vm) -> Optional.of(vm);
      case VmOperation.AddLoginKey add -> Optional.of(add.vm());
      case VmOperation.MakeKey make -> Optional.of(make.vm());
      case VmOperation.RevokeLoginKey revoke -> Optional.of(revoke.vm());
      case VmOperation.RevokeMadeKey revoke -> Optional.of(revoke.vm());
      case VmOperation.ConnectHeadscale join -> Optional.of(join.vm());
    };
  }

  /// The name that an order gives its machine, for people.
  static String vm(VmOrder order) {
    return target(order.operation()).map(VmId::value).orElse("");
  }
}
