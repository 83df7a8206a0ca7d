/// Frames between a worker and its miner: WebSocket text frames, one JSON object each.
@NullMarked
package io.byteleap.wire.worker;

import org.jspecify.annotations.NullMarked;
