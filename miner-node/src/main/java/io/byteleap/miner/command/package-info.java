/// Commands for a miner's operator.
@NullMarked
package io.byteleap.miner.command;

import org.jspecify.annotations.NullMarked;
