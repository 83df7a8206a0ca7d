/// Commands for a miner's operator, most of which speak to the running miner.
@NullMarked
package io.byteleap.miner.command;

import org.jspecify.annotations.NullMarked;
