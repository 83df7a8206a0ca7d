/// Challenges, carried between validators and workers.
@NullMarked
package io.byteleap.miner.challenge;

import org.jspecify.annotations.NullMarked;
