/// The hypervisor, through libvirt's library.
@NullMarked
package io.byteleap.worker.vm.libvirt;

import org.jspecify.annotations.NullMarked;
