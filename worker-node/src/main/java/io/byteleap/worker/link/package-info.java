/// The connection to the miner.
@NullMarked
package io.byteleap.worker.link;

import org.jspecify.annotations.NullMarked;
