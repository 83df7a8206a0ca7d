/// The Bittensor chain as a node uses it: reads it, and hands in what it should carry out.
@NullMarked
package io.byteleap.chain.live;

import org.jspecify.annotations.NullMarked;
