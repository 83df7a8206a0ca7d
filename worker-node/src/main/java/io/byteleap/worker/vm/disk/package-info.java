/// Disks of machines: base images, overlays, one folder for each machine.
@NullMarked
package io.byteleap.worker.vm.disk;

import org.jspecify.annotations.NullMarked;
