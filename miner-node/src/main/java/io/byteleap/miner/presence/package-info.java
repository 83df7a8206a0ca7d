/// Heartbeats of the workers, told to the validators.
@NullMarked
package io.byteleap.miner.presence;

import org.jspecify.annotations.NullMarked;
