/// Messages between a worker and its GPU compute server, over a Unix domain socket.
@NullMarked
package io.byteleap.wire.gpu;

import org.jspecify.annotations.NullMarked;
