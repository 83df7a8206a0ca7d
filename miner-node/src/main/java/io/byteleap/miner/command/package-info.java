/// The operators' command line about a miner's workers, which speaks to the running miner.
@NullMarked
package io.byteleap.miner.command;

import org.jspecify.annotations.NullMarked;
