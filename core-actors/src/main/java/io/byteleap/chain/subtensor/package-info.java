/// What this network's chain says and is told, byte by byte: storage, metagraphs, transactions,
/// weights and their sealing. Pure: no socket, no actor.
@NullMarked
package io.byteleap.chain.subtensor;

import org.jspecify.annotations.NullMarked;
