package io.byteleap.vmtest;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOperation.Access;
import io.byteleap.wire.vm.VmOperation.Create;
import java.util.List;

/// The orders that are given.
final class VmOrders {
  static final String IMAGE = "guest.qcow2";
  static final String NAME_START = "byteleap-vm-test-";
  static final SshKey KEY = SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbcdEfg vm-test");

  static final VmSize SIZE = new VmSize(512, 1, 3, 0);

  private VmOrders() {}

  static VmOrder order(String task, VmOperation operation) {
    return new VmOrder(new VmTaskId(task), new WorkerId("vm-test"), operation);
  }

  static VmOrder make(String name) {
    return order(
        "make-" + name,
        new Create(
            new VmName(NAME_START + name),
            new ImageName(IMAGE),
            SIZE,
            new Access(GuestUser.ROOT, List.of(KEY), Secret.of("")),
            VmDirectory.OWN));
  }

  static VmOrder destroy(String name) {
    return order("destroy-" + name, new VmOperation.Destroy(vm(name)));
  }

  static VmId vm(String name) {
    return new VmId(NAME_START + name);
  }
}
