/// Virtual machines on the hypervisor of this machine: made, rebooted, destroyed, and the worker
/// killed at each step.
@NullMarked
package io.byteleap.vmtest;

import org.jspecify.annotations.NullMarked;
