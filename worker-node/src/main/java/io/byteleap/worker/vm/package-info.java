/// Tenants' virtual machines on this host: orders, admission, libvirt, the guest's own agent.
@NullMarked
package io.byteleap.worker.vm;

import org.jspecify.annotations.NullMarked;
