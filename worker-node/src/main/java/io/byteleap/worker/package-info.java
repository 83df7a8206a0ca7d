/// The worker node: configuration, wiring, start and stop.
@NullMarked
package io.byteleap.worker;

import org.jspecify.annotations.NullMarked;
