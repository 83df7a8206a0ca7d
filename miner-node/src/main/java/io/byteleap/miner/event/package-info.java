/// What happens in a miner, for operators and their figures.
@NullMarked
package io.byteleap.miner.event;

import org.jspecify.annotations.NullMarked;
