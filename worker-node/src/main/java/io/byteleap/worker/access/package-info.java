/// How this worker shows its miner who it is, and knows that it is its miner.
@NullMarked
package io.byteleap.worker.access;

import org.jspecify.annotations.NullMarked;
