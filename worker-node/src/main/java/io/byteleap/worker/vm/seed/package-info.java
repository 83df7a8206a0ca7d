/// What a new machine is told at its first boot.
@NullMarked
package io.byteleap.worker.vm.seed;

import org.jspecify.annotations.NullMarked;
