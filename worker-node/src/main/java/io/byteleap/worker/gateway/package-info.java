/// The worker at a VM gateway: how it enrols, how it connects, what it does there.
@NullMarked
package io.byteleap.worker.gateway;

import org.jspecify.annotations.NullMarked;
