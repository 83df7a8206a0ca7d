/// The door for workers, and one session for each of them.
@NullMarked
package io.byteleap.miner.worker;

import org.jspecify.annotations.NullMarked;
