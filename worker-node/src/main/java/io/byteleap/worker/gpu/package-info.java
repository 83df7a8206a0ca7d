/// The GPU compute server: its process, its socket, and the challenges that it computes.
@NullMarked
package io.byteleap.worker.gpu;

import org.jspecify.annotations.NullMarked;
