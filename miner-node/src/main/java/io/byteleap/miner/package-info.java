/// The miner node: configuration, wiring, start and stop.
@NullMarked
package io.byteleap.miner;

import org.jspecify.annotations.NullMarked;
